/** TopBar: where one is, search, whether the page is live, the time zone and the theme. */
import { Link, useRouterState } from "@tanstack/react-router";
import { Fragment, type ReactElement } from "react";
import { Icon } from "../components/Icon";
import { Kbd } from "../components/Kbd";
import { type LiveState, useLive } from "../lib/live";
import { setPrefs, usePrefs } from "../lib/prefs";
import { visible, words } from "../lib/format";
import { zoneName } from "../lib/time";
import styles from "./TopBar.module.css";

const LIVE: Record<LiveState, string> = { connecting: "Connecting", live: "Live", reconnecting: "Reconnecting" };

export function TopBar({ onSearch }: { onSearch: () => void }): ReactElement {
  const { theme, zone } = usePrefs();
  return (
    <div className={styles.bar}>
      <Breadcrumb />
      <button type="button" className={styles.search} onClick={onSearch}>
        <Icon name="search" size={15} />
        <span className={styles.find}>Find or jump to…</span>
        <span aria-hidden="true">
          <Kbd keys="⌘K" />
        </span>
      </button>
      <Live />
      <button
        type="button"
        className={styles.tool}
        onClick={() => setPrefs({ zone: zone === "utc" ? "local" : "utc" })}
        title="Time zone of every time on the page"
      >
        <span className="sr">Time zone: </span>
        {zoneName(zone) === "UTC" ? "UTC" : "Local"}
      </button>
      <button
        type="button"
        className={styles.tool}
        onClick={() => setPrefs({ theme: theme === "light" ? "dark" : "light" })}
        aria-label={theme === "light" ? "Dark theme" : "Light theme"}
      >
        <Icon name={theme === "light" ? "moon" : "sun"} />
      </button>
    </div>
  );
}

function Breadcrumb(): ReactElement {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const [first = "", ...rest] = path.split("/").filter(Boolean);
  return (
    <nav className={styles.crumbs} aria-label="You are here">
      <ol>
        <li>
          {rest.length > 0 ? <Link to={parentOf(first)}>{words(first.replaceAll("-", "_"))}</Link> : words(first)}
        </li>
        {rest.map((part) => (
          <Fragment key={part}>
            <li aria-hidden="true">/</li>
            <li className={styles.leaf}>{visible(decodeURIComponent(part))}</li>
          </Fragment>
        ))}
      </ol>
    </nav>
  );
}

const parentOf = (first: string): string => (first === "playbook-runs" ? "/playbooks" : `/${first}`);

function Live(): ReactElement {
  const state = useLive();
  return (
    <span className={styles.live} role="status" data-state={state}>
      <span className={styles.dot} aria-hidden="true" />
      {LIVE[state]}
    </span>
  );
}
