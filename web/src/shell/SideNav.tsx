/** SideNav: where one can go; an icon rail on a narrower screen. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { counts, me } from "../api/queries";
import { Icon } from "../components/Icon";
import { ADMIN, type PlaceTo, WORK } from "./places";
import styles from "./SideNav.module.css";
import { TenantSwitch } from "./TenantSwitch";

export function SideNav(): ReactElement {
  return (
    <nav className={styles.nav} aria-label="Main">
      <TenantSwitch />
      <Links places={WORK} />
      <div className={styles.gap} />
      <Links places={ADMIN} />
    </nav>
  );
}

function Links({ places }: { places: readonly PlaceTo[] }): ReactElement {
  const isKnown = useQuery(me).data !== undefined;
  const waiting = useQuery({ ...counts, enabled: isKnown }).data;
  return (
    <ul>
      {places.map((place) => (
        <li key={place.to}>
          <Link
            to={place.to}
            className={styles.link ?? ""}
            activeProps={{ className: styles.here ?? "" }}
            title={place.name}
          >
            <Icon name={place.icon} />
            <span className={styles.name}>{place.name}</span>
            {place.count && waiting && waiting[place.count] > 0 && (
              <span className={styles.count}>
                {waiting[place.count]}
                <span className="sr"> open</span>
              </span>
            )}
          </Link>
        </li>
      ))}
    </ul>
  );
}
