/** InvestigateCard: the investigation of a run: ask for it, follow it, and what it advises, ready for a ticket. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { api, read } from "../../api/client";
import { me } from "../../api/queries";
import { type Progress, rcaOf, rcaRun, type RcaRun, type Run, type RunReport } from "../../api/runs";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Copy } from "../../components/Copy";
import { Failed, Skeleton } from "../../components/Feedback";
import { Json } from "../../components/Json";
import { Pill } from "../../components/Pill";
import { toneOf } from "../../components/states";
import { visible, words } from "../../lib/format";
import { isOver, useProgress } from "./followRca";
import styles from "./InvestigateCard.module.css";

export function InvestigateCard({ item }: { item: Run }): ReactElement {
  const queries = useQueryClient();
  const known = useQuery(rcaOf(item.run_id));
  const [asked, setAsked] = useState<string | null>(null);
  const id = asked ?? known.data ?? null;
  const found = useQuery({ ...rcaRun(id ?? ""), enabled: id !== null });
  const follows = id !== null && !(found.data && isOver(found.data.status)) ? id : null;
  const progress = useProgress(follows, () => void queries.invalidateQueries({ queryKey: ["rca-run", id] }));
  const ask = useMutation({
    mutationFn: () =>
      read<{ rca_run_id: string }>(
        api.POST("/agent-runs/{run_id}/rca-runs", { params: { path: { run_id: item.run_id } } }),
      ),
    onSuccess: (answer) => {
      setAsked(answer.rca_run_id);
      void queries.invalidateQueries({ queryKey: ["rca-run", answer.rca_run_id] });
    },
  });
  const may = useQuery(me).data?.permissions.includes("investigations.run") ?? false;
  const isUnderWay = ask.isPending || follows !== null;
  return (
    <Card
      title="Investigation"
      aside={
        may && (
          <Button kind={id === null ? "primary" : "secondary"} disabled={isUnderWay} onClick={() => ask.mutate()}>
            {id === null ? "Diagnose" : "Diagnose again"}
          </Button>
        )
      }
    >
      {ask.error && <p role="alert">{visible(ask.error.message)}</p>}
      {known.error ? (
        <Failed error={known.error} what="investigations" retry={() => void known.refetch()} />
      ) : id === null ? (
        <p className={styles.none}>
          {known.data === undefined
            ? "…"
            : "Nobody asked yet. The verdict beside this is computed as you read it; an investigation records it as a case with evidence, action items and a text for a ticket."}
        </p>
      ) : found.error ? (
        <Failed error={found.error} what="investigation" retry={() => void found.refetch()} />
      ) : found.data?.status === "error" ? (
        <p role="alert">{visible(found.data.error_message ?? found.data.message)}</p>
      ) : found.data?.report ? (
        <Told rca={found.data} report={found.data.report} />
      ) : (
        <UnderWay progress={progress} />
      )}
    </Card>
  );
}

function UnderWay({ progress }: { progress: Progress | null }): ReactElement {
  if (!progress) return <Skeleton height={60} />;
  return (
    <div className={styles.live}>
      <p aria-live="polite">{visible(progress.message)}</p>
      <div
        className={styles.bar}
        role="progressbar"
        aria-label="Progress of the investigation"
        aria-valuenow={progress.pct}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <span style={{ width: `${progress.pct}%` }} />
      </div>
    </div>
  );
}

function Told({ rca, report }: { rca: RcaRun; report: RunReport }): ReactElement {
  const ticket = `${report.jira_fields.jira_summary}\n\n${report.jira_fields.jira_description_md}`;
  const mitigation = report.hypotheses[0]?.mitigation;
  return (
    <>
      <p className={styles.done}>
        Recorded in{" "}
        <Link to="/cases/$ref" params={{ ref: rca.case_id }} className={styles.link ?? ""}>
          its case
        </Link>
        {mitigation && `. Until it is fixed: ${visible(mitigation)}`}
      </p>
      <ul className={styles.items}>
        {report.action_items.map((one) => (
          <li key={one.action_id}>
            <div>
              <strong>{visible(one.title)}</strong>
              <Pill tone={toneOf(one.priority)}>{words(one.priority)}</Pill>
            </div>
            <p>{visible(one.description)}</p>
          </li>
        ))}
      </ul>
      <details className={styles.ticket}>
        <summary>Text for a Jira ticket</summary>
        <Json value={ticket} label="Text for a Jira ticket" />
        <div className={styles.copy}>
          <Copy text={report.jira_fields.jira_summary} label="Copy summary" />
          <Copy text={report.jira_fields.jira_description_md} label="Copy description" />
        </div>
      </details>
    </>
  );
}
