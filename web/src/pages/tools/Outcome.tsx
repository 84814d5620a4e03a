/** Outcome: what became of a call that was asked for: waits for people, denied and why, or done. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { action } from "../../api/queries";
import { Failed, Skeleton } from "../../components/Feedback";
import { Json } from "../../components/Json";
import { Pill } from "../../components/Pill";
import { toneOf } from "../../components/states";
import { visible, words } from "../../lib/format";
import styles from "./Tools.module.css";

const LOOK_MS = 1000;
const ON_ITS_WAY = new Set(["requested", "running", "held"]);

export function Outcome({ id }: { id: string }): ReactElement {
  const found = useQuery({
    ...action(id),
    refetchInterval: (query) => (ON_ITS_WAY.has(query.state.data?.state ?? "requested") ? LOOK_MS : false),
  });
  if (found.error) return <Failed error={found.error} what="call" />;
  if (!found.data) return <Skeleton height={60} />;
  const item = found.data;
  return (
    <div className={styles.outcome} role="status">
      <p>
        <Pill tone={toneOf(item.state)}>{words(item.state)}</Pill>
        <span>{said(item.state, item.decision?.reason ?? "", item.result_summary || (item.error_message ?? ""))}</span>
      </p>
      {item.state === "denied" && item.decision && (
        <p className={styles.detail}>The guard {words(item.decision.guard).toLowerCase()} said so.</p>
      )}
      {item.approval_id && (
        <p>
          <Link to="/approvals/$id" params={{ id: item.approval_id }} className={styles.link ?? ""}>
            {item.state === "held" ? "See what waits for approval" : "See its approval"}
          </Link>
        </p>
      )}
      {item.result !== null && item.state === "succeeded" && <Json value={item.result} label="What came back" />}
    </div>
  );
}

function said(state: string, reason: string, result: string): string {
  if (state === "requested") return "It is at the gate.";
  if (state === "running") return "It is being carried out.";
  if (state === "held") return `It waits for people: ${visible(reason)}`;
  if (state === "denied") return `It was not done: ${visible(reason)}`;
  return visible(result || reason);
}
