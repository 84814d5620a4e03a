/** RunFacets: how many runs each outcome, agent and version has; a click narrows the list. */
import type { ReactElement } from "react";
import type { Fleet, RunFilter, Standing } from "../../api/runs";
import { Skeleton } from "../../components/Feedback";
import { visible } from "../../lib/format";
import styles from "../cases/FacetPanel.module.css";
import { outcome } from "./words";

const MOST = 10;

interface Props {
  fleet: Fleet | undefined;
  failed: boolean;
  search: RunFilter;
  onChange: (changed: Partial<RunFilter>) => void;
}

export function RunFacets({ fleet, failed, search, onChange }: Props): ReactElement | null {
  if (failed) return null; // the list beside it works without, and says more
  if (!fleet) return <Skeleton height={320} />;
  const mine = fleet.standing.version.filter((one) => !search.agent || one.agent === search.agent);
  const groups: [keyof RunFilter, string, Map<string, number>][] = [
    ["status", "Outcome", new Map(Object.entries(fleet.statuses))],
    ["agent", "Agent", summed(fleet.standing.agent)],
    ["version", "Version", summed(mine)],
  ];
  return (
    <aside className={styles.panel} aria-label="Filters">
      {groups.map(([name, title, counts]) => {
        const chosen = search[name];
        const values = [...withChosen(counts, chosen)].filter(([value]) => value !== "").slice(0, MOST);
        if (values.length === 0) return null;
        return (
          <fieldset key={name} className={styles.group}>
            <legend>{title}</legend>
            {values.map(([value, n]) => (
              <button
                key={value}
                type="button"
                className={styles.choice}
                aria-pressed={chosen === value}
                onClick={() => onChange({ [name]: chosen === value ? "" : value })}
              >
                <span>{name === "status" ? outcome(value) : visible(value)}</span>
                <span className={styles.count}>{n}</span>
              </button>
            ))}
          </fieldset>
        );
      })}
    </aside>
  );
}

/** The most frequent first; two agents' versions of one name are one choice. */
export function summed(groups: readonly Standing[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of groups) counts.set(one.value, (counts.get(one.value) ?? 0) + one.runs);
  return new Map([...counts].sort(([a, n], [b, m]) => m - n || a.localeCompare(b)));
}

const withChosen = (counts: Map<string, number>, chosen: string | undefined): Map<string, number> =>
  chosen && !counts.has(chosen) ? new Map([[chosen, 0], ...counts]) : counts;
