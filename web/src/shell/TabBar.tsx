/** TabBar: the navigation of a narrow screen. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { DropdownMenu } from "radix-ui";
import type { ReactElement } from "react";
import { counts, me } from "../api/queries";
import { Icon } from "../components/Icon";
import { PLACES, WORK } from "./places";
import styles from "./TabBar.module.css";

export function TabBar({ onSearch }: { onSearch: () => void }): ReactElement {
  const isKnown = useQuery(me).data !== undefined;
  const waiting = useQuery({ ...counts, enabled: isKnown }).data;
  return (
    <nav className={styles.bar} aria-label="Main, short">
      {WORK.slice(0, 2).map((place) => (
        <Link key={place.to} to={place.to} className={styles.tab ?? ""} activeProps={{ className: styles.here ?? "" }}>
          <span className={styles.icon}>
            <Icon name={place.icon} size={18} />
            {place.count && waiting && waiting[place.count] > 0 && <b>{waiting[place.count]}</b>}
          </span>
          {place.name}
        </Link>
      ))}
      <button type="button" className={styles.tab} onClick={onSearch}>
        <span className={styles.icon}>
          <Icon name="search" size={18} />
        </span>
        Find
      </button>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger className={styles.tab}>
          <span className={styles.icon}>
            <Icon name="more" size={18} />
          </span>
          More
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className={styles.menu} side="top" align="end" sideOffset={8}>
            {PLACES.slice(2).map((place) => (
              <DropdownMenu.Item key={place.to} asChild>
                <Link to={place.to}>
                  <Icon name={place.icon} />
                  {place.name}
                </Link>
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
    </nav>
  );
}
