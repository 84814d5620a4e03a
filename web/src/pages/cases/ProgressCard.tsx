/** ProgressCard: what an investigation is doing, where its verdict will stand, in the verdict's height. */
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { investigation } from "../../api/queries";
import type { Investigation, RunStep } from "../../api/shapes";
import { Card } from "../../components/Card";
import { Icon } from "../../components/Icon";
import { visible, words } from "../../lib/format";
import { useNow } from "../../lib/now";
import styles from "./ProgressCard.module.css";

export function ProgressCard({ item }: { item: Investigation }): ReactElement {
  const detail = useQuery({ ...investigation(item.investigation_id), refetchInterval: 1500 }).data;
  const now = detail ?? item;
  const agents = Object.keys(now.plan.agents ?? {});
  return (
    <Card title="Investigating" aside={<Elapsed since={now.started_at ?? now.created_at} />}>
      <div className={styles.card}>
        <p className={styles.live} role="status" aria-live="polite">
          {visible(now.message || words(now.status))}
        </p>
        <div
          className={styles.bar}
          role="progressbar"
          aria-valuenow={now.pct}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-label="Progress"
        >
          <span style={{ width: `${Math.max(2, now.pct)}%` }} />
        </div>
        <ul className={styles.agents}>
          {agents.map((agent) => (
            <Agent key={agent} name={agent} step={detail?.steps.find((step) => step.name === `agent.${agent}`)} />
          ))}
        </ul>
      </div>
    </Card>
  );
}

function Agent({ name, step }: { name: string; step: RunStep | undefined }): ReactElement {
  const isDone = step?.status === "success";
  const failed = step !== undefined && !isDone && step.ended_at !== null;
  return (
    <li data-done={isDone || undefined}>
      <span className={styles.mark}>
        {isDone ? <Icon name="check" size={14} /> : failed ? <Icon name="cross" size={14} /> : <i />}
      </span>
      <span>{words(name)}</span>
      <span className={styles.took}>
        {failed
          ? "could not look"
          : isDone
            ? step.latency_ms === null
              ? "done"
              : `${(step.latency_ms / 1000).toFixed(1)} s`
            : step
              ? "looking"
              : "waiting"}
      </span>
    </li>
  );
}

function Elapsed({ since }: { since: string }): ReactElement {
  const now = useNow();
  return <span>{Math.max(0, Math.round((now - Date.parse(since)) / 1000))} s</span>;
}
