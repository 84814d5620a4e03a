/** FleetCards: what became worse, failures that are alike, and the tools that fail most. */
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { Dearer, Fleet } from "../../api/runs";
import { Ago } from "../../components/Ago";
import { Card } from "../../components/Card";
import { Pill } from "../../components/Pill";
import { Time } from "../../components/Time";
import { count, plural, visible } from "../../lib/format";
import styles from "./Fleet.module.css";
import shared from "./Runs.module.css";
import { chance, money, percent, tokens, took } from "./words";

export function Regressions({ whole }: { whole: Fleet }): ReactElement {
  return (
    <Card title="Regressions" aside={whole.comparisons > 0 ? plural(whole.comparisons, "comparison") : undefined}>
      {whole.regressions.length === 0 ? (
        <p className={shared.none}>
          {whole.comparisons === 0
            ? "There is only one version, prompt and model of each agent: nothing to compare."
            : "No version, prompt or model fails more often than what was used before it."}
        </p>
      ) : (
        <ul className={styles.list}>
          {whole.regressions.map((one) => (
            <li key={`${one.agent} ${one.what} ${one.value}`}>
              <div>
                <strong>
                  {visible(one.agent)} {one.what} {visible(one.value)}
                </strong>
                {one.is_first_bad && <Pill tone="bad">First bad {one.what}</Pill>}
              </div>
              <p>
                {percent(one.failed / one.runs)} of {plural(one.runs, "run")} failed,{" "}
                {percent(one.failed_before / one.runs_before)} of {count(one.runs_before)} before (
                {one.before.map(visible).join(", ")}). By chance: {chance(one.adjusted_p)}. Since{" "}
                <Time at={one.first_at} day />
              </p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

const FIGURES: Record<string, readonly [string, (value: number) => string]> = {
  duration_ms: ["Takes longer", took],
  tokens: ["More tokens", (value) => `${tokens(Math.round(value))} tokens`],
  cost_usd: ["Costs more", money],
};

/** What succeeds as before, but takes more time, tokens or money. */
export function DearerOnes({ items }: { items: readonly Dearer[] }): ReactElement {
  return (
    <Card title="What became dearer" aside={items.length > 0 ? count(items.length) : undefined}>
      {items.length === 0 ? (
        <p className={shared.none}>
          No version, prompt or model takes more time, tokens or money than what was used before it, as far as eight
          runs of each can tell.
        </p>
      ) : (
        <ul className={styles.list}>
          {items.map((one) => {
            const [word, told] = FIGURES[one.figure] ?? [one.figure, String];
            return (
              <li key={`${one.agent} ${one.what} ${one.value} ${one.figure}`}>
                <div>
                  <Link to="/runs" search={{ agent: one.agent }} className={styles.name ?? ""}>
                    {visible(one.agent)} {one.what} {visible(one.value)}
                  </Link>
                  <Pill tone="warn">{word}</Pill>
                </div>
                <p>
                  <strong>{told(one.median)}</strong>, before {told(one.median_before)}: the middle of{" "}
                  {plural(one.runs, "run")} that succeeded, and of {count(one.runs_before)} before (
                  {one.before.map(visible).join(", ")}). By chance: {chance(one.adjusted_p)}. Since{" "}
                  <Time at={one.first_at} day />
                </p>
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}

export function Clusters({ whole }: { whole: Fleet }): ReactElement {
  return (
    <Card title="Failures that are alike" aside={plural(whole.clusters.length, "kind")}>
      {whole.clusters.length === 0 ? (
        <p className={shared.none}>No run failed.</p>
      ) : (
        <ul className={styles.list}>
          {whole.clusters.map((one) => (
            <li key={one.signature}>
              <div>
                <Link to="/runs" search={{ signature: one.signature }} className={styles.name ?? ""}>
                  {visible(one.signature)}
                </Link>
                <span className={styles.mark}>
                  {one.is_new && <Pill tone="warn">New</Pill>} {plural(one.failures, "run")}
                </span>
              </div>
              <p>
                {one.agents.map(visible).join(", ")} {one.versions.map(visible).join(", ")} · last{" "}
                <Ago at={one.last_at} /> ·{" "}
                {one.runs.slice(0, 3).map((id) => (
                  <Link key={id} to="/runs/$id" params={{ id }} className={styles.run ?? ""}>
                    {visible(id)}
                  </Link>
                ))}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

export function FailingTools({ whole }: { whole: Fleet }): ReactElement {
  const most = Math.max(...whole.failing_tools.map((one) => one.failed), 1);
  return (
    <Card title="Tools that fail most">
      {whole.failing_tools.length === 0 ? (
        <p className={shared.none}>No call of a tool failed.</p>
      ) : (
        <ul className={styles.list}>
          {whole.failing_tools.map((one) => (
            <li key={one.tool}>
              <div>
                <code>{visible(one.tool)}</code>
                <span className={styles.mark}>
                  {count(one.failed)} of {plural(one.calls, "call")}
                </span>
              </div>
              <span className={styles.bar} aria-hidden="true">
                <span style={{ width: `${(one.failed / most) * 100}%`, background: "var(--sev1-fill)" }} />
              </span>
              <p>in {plural(one.runs, "run")}</p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
