/** CasePage: what happened, what caused it, what to do next; then how it spread and what that rests on. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type ReactElement, useMemo, useState } from "react";
import {
  approvals,
  changesSince,
  investigation,
  investigations,
  match,
  oneCase,
  playbookRuns,
  playbooks,
  report as reportOf,
  signals,
  timeline,
} from "../../api/queries";
import type { Case, Investigation, Report, ReportChanges, Verdict } from "../../api/shapes";
import { Failed, Loading, Skeleton } from "../../components/Feedback";
import { Segmented } from "../../components/Segmented";
import { ActivityTab } from "./ActivityTab";
import { CaseHead } from "./CaseHead";
import styles from "./CasePage.module.css";
import { CaseTools } from "./CaseTools";
import { EvidenceDrawer } from "./EvidenceDrawer";
import { EventsTab } from "./EventsTab";
import { numbered } from "./evidence";
import { NotInvestigated } from "./NotInvestigated";
import { ProgressCard } from "./ProgressCard";
import { ReportTab } from "./ReportTab";
import type { CaseSearch, Tab } from "./search";
import { SelectionContext } from "./selection";

const TABS = [
  ["report", "Report"],
  ["events", "Events"],
  ["activity", "Activity"],
] as const;

export function CasePage(): ReactElement {
  const { ref } = useParams({ from: "/shell/cases/$ref" });
  const found = useQuery(oneCase(ref));
  if (found.error) {
    return (
      <Failed whole error={found.error} what="case" retry={() => void found.refetch()}>
        <Link to="/cases" search={{ all: true }} className={styles.elsewhere ?? ""}>
          All cases
        </Link>
      </Failed>
    );
  }
  if (!found.data) return <Loading height={640} />;
  return <Whole item={found.data} />;
}

function Whole({ item }: { item: Case & { verdict: Verdict | null } }): ReactElement {
  const { tab = "report" } = useSearch({ from: "/shell/cases/$ref" });
  const navigate = useNavigate({ from: "/cases/$ref" });
  const tried = useQuery(investigations(item.case_id)).data?.items;
  const last = tried?.[0];
  const detail = useQuery({ ...investigation(last?.investigation_id ?? ""), enabled: last?.status === "done" }).data;
  const isUnderWay = last !== undefined && last.status !== "done" && last.status !== "error";
  const affected = new Set(
    [item.verdict?.cause, ...(item.verdict?.impact ?? [])].flatMap((place) => place?.entity ?? []),
  ).size;
  return (
    <>
      <CaseHead item={item} affected={affected} last={last} calls={detail?.tool_calls.length} />
      <div className={styles.tabs}>
        <Segmented<Tab>
          label="Part of the case"
          value={tab}
          options={TABS}
          onChange={(to) => void navigate({ search: to === "report" ? {} : { tab: to } })}
        />
        <CaseTools item={item} />
      </div>
      {tab === "events" && <EventsTab item={item} />}
      {tab === "activity" && <ActivityTab item={item} investigations={tried ?? []} />}
      {tab === "report" &&
        (isUnderWay && !item.report_id ? (
          <div className={styles.alone}>
            <ProgressCard item={last} />
          </div>
        ) : item.report_id ? (
          <WithReport item={item} id={item.report_id} earlier={earlierThan(item.report_id, tried)} />
        ) : (
          <NotInvestigated item={item} failed={last} />
        ))}
    </>
  );
}

/** Shown when all that decides how tall its parts are is there: none of them moves another one later. */
function WithReport({ item, id, earlier }: { item: Case; id: string; earlier: string | null }): ReactElement {
  const found = useQuery(reportOf(id));
  const changes = useQuery({ ...changesSince(id, earlier ?? ""), enabled: earlier !== null });
  const others = useQueries({
    queries: [
      signals(id),
      timeline(item.number),
      approvals("pending"),
      playbookRuns(item.number),
      match(item.number),
      playbooks,
    ],
  });
  if (found.error) return <Failed error={found.error} what="report" retry={() => void found.refetch()} />;
  if (!found.data || others.some((one) => one.isPending) || changes.isLoading) return <Skeleton height={720} />;
  return <Linked item={item} id={id} report={found.data} changes={changes.data} />;
}

/** The newest report before this one. */
function earlierThan(id: string, tried: readonly Investigation[] | undefined): string | null {
  const made = tried?.flatMap((one) => one.report_id ?? []) ?? [];
  return made[made.indexOf(id) + 1] ?? null;
}

interface LinkedProps {
  item: Case;
  id: string;
  report: Report;
  changes: ReportChanges | undefined;
}

/** The report with one selection shared by all of its parts. */
function Linked({ item, id, report, changes }: LinkedProps): ReactElement {
  const { ev } = useSearch({ from: "/shell/cases/$ref" });
  const navigate = useNavigate({ from: "/cases/$ref" });
  const [pointed, point] = useState<number | null>(null);
  const numbers = useMemo(() => numbered(report), [report]);
  const selection = useMemo(
    () => ({
      selected: ev ?? null,
      select: (number: number | null) =>
        void navigate({
          search: (before: CaseSearch) => withEvidence(before, number),
          resetScroll: false,
        }),
      pointed,
      point,
    }),
    [ev, navigate, pointed],
  );
  return (
    <SelectionContext value={selection}>
      <ReportTab item={item} reportId={id} report={report} numbers={numbers} changes={changes} />
      <EvidenceDrawer
        item={numbers.items.find((one) => one.number === ev)}
        report={report}
        onClose={() => selection.select(null)}
      />
    </SelectionContext>
  );
}

function withEvidence(before: CaseSearch, number: number | null): CaseSearch {
  const rest = { ...before };
  delete rest.ev;
  return number === null ? rest : { ...rest, ev: number };
}
