/** RunPage: why a run failed, and the run itself: its steps and calls in time, to be taken through again. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { diagnosis, type Diagnosis, run, type Run } from "../../api/runs";
import { Failed, Skeleton } from "../../components/Feedback";
import { PageHead } from "../../components/PageHead";
import { Pill } from "../../components/Pill";
import { Time } from "../../components/Time";
import { visible } from "../../lib/format";
import { InvestigateCard } from "./InvestigateCard";
import { LastGoodCard } from "./LastGoodCard";
import { RunCard } from "./RunCard";
import styles from "./Runs.module.css";
import { VerdictCard } from "./VerdictCard";
import { outcome, outcomeTone, took } from "./words";

export function RunPage(): ReactElement {
  const { id } = useParams({ from: "/shell/runs/$id" });
  const found = useQuery(run(id));
  const why = useQuery(diagnosis(id));
  if (found.error) return <Failed error={found.error} what="agent run" retry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton height={640} />;
  return (
    <>
      <Head item={found.data} />
      {why.error ? (
        <Failed error={why.error} what="diagnosis" retry={() => void why.refetch()} />
      ) : why.data ? (
        <Whole key={id} item={found.data} why={why.data} />
      ) : (
        <Skeleton height={480} />
      )}
    </>
  );
}

function Head({ item }: { item: Run }): ReactElement {
  const facts = [
    item.agent_version && `version ${visible(item.agent_version)}`,
    visible(item.model),
    visible(item.environment),
    took(item.duration_ms),
  ].filter(Boolean);
  return (
    <PageHead
      title={visible(item.agent_name || item.run_id)}
      about={
        <>
          <code>{visible(item.run_id)}</code>
          {facts.length > 0 && ` · ${facts.join(" · ")}`} · <Time at={item.started_at ?? item.created_at} day />
        </>
      }
    >
      <Pill tone={outcomeTone(item.status)}>{outcome(item.status)}</Pill>
      <Link to="/runs/compare" search={{ after: item.run_id }} className={styles.action ?? ""}>
        Compare
      </Link>
    </PageHead>
  );
}

function Whole({ item, why }: { item: Run; why: Diagnosis }): ReactElement {
  const { at } = useSearch({ from: "/shell/runs/$id" });
  const navigate = useNavigate({ from: "/runs/$id" });
  const decisive = why.causes[0]?.call_id ?? why.decisive_step;
  const known = item.timeline.some((one) => one.event_id === at);
  const failed = item.timeline.find((one) => ["failure", "timeout"].includes(one.status));
  const selected = (known ? at : undefined) ?? decisive ?? (failed ?? item.timeline[0])?.event_id;
  const select = (id: string) => void navigate({ search: { at: id }, replace: true, resetScroll: false });
  return (
    <div className={styles.whole}>
      <div className={styles.top}>
        <VerdictCard item={item} why={why} onSelect={select} />
        <div className={styles.column}>
          <InvestigateCard item={item} />
          {item.status !== "success" && <LastGoodCard item={item} />}
        </div>
      </div>
      <RunCard item={item} decisive={decisive ?? null} selected={selected} onSelect={select} />
    </div>
  );
}
