/** PrintPage: the report of a case as it goes on paper or into a PDF; nothing but the report is on it. */
import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, useParams, useRouter } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { Problem } from "../../api/client";
import { oneCase, reportText, report as reportOf, timeline } from "../../api/queries";
import type { Case, TimelineEntry } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Copy } from "../../components/Copy";
import { Failed, Loading } from "../../components/Feedback";
import { Time } from "../../components/Time";
import { entityName, plural, visible, words } from "../../lib/format";
import { usePrefs } from "../../lib/prefs";
import { zoneName } from "../../lib/time";
import styles from "./PrintPage.module.css";
import { PrintPart, PrintReport } from "./PrintReport";

const MOST_ENTRIES = 200;

export function PrintPage(): ReactElement {
  const { ref } = useParams({ from: "/cases/$ref/print" });
  const found = useQuery(oneCase(ref));
  const id = found.data?.report_id;
  const report = useQuery({ ...reportOf(id ?? ""), enabled: Boolean(id) });
  const entries = useQuery({ ...timeline(ref), enabled: found.data !== undefined });
  if (found.error instanceof Problem && found.error.status === 401) return <ToLogin />;
  if (found.error) return <Failed whole error={found.error} what="case" retry={() => void found.refetch()} />;
  if (report.error) return <Failed whole error={report.error} what="report" retry={() => void report.refetch()} />;
  if (!found.data || (id && !report.data) || entries.isPending) return <Loading height={640} />;
  return (
    <main className={styles.page} data-theme="light">
      <Bar item={found.data} id={id ?? null} />
      <Head item={found.data} />
      {report.data ? (
        <PrintReport report={report.data} />
      ) : (
        <PrintPart title="Root cause">
          <p>This case has not been investigated.</p>
        </PrintPart>
      )}
      <Told entries={entries.data?.items ?? []} />
      <AuditLine id={id ?? null} entries={entries.data?.items ?? []} />
    </main>
  );
}

function ToLogin(): ReactElement {
  const router = useRouter();
  const [from] = useState(() => router.latestLocation.href);
  return <Navigate to="/login" search={{ next: from }} replace />;
}

/** Not on the paper. */
function Bar({ item, id }: { item: Case; id: string | null }): ReactElement {
  const text = useQuery({ ...reportText(id ?? ""), enabled: id !== null }).data;
  return (
    <nav className={styles.bar} aria-label="This report">
      <Link to="/cases/$ref" params={{ ref: item.number }} className={styles.back ?? ""}>
        Back to {item.number}
      </Link>
      {text !== undefined && <Copy text={text} label="Copy as Markdown" />}
      <Button kind="primary" onClick={() => window.print()}>
        Print or save as PDF
      </Button>
    </nav>
  );
}

function Head({ item }: { item: Case }): ReactElement {
  const { zone } = usePrefs();
  return (
    <header className={styles.head}>
      <p>
        {item.number} · {words(item.severity)} · {words(item.state)}
      </p>
      <h1>{visible(item.title)}</h1>
      <p>
        Started <Time at={item.first_event_ts} day />, {plural(item.event_count, "event")}, about{" "}
        {visible(entityName(item.entity)) || "nothing in particular"}
        {item.resolved_at && (
          <>
            , resolved <Time at={item.resolved_at} day />
          </>
        )}
        . Times are {zoneName(zone)}.
      </p>
    </header>
  );
}

function Told({ entries }: { entries: readonly TimelineEntry[] }): ReactElement {
  const shown = entries.slice(0, MOST_ENTRIES);
  return (
    <section className={styles.long}>
      <h2>Timeline</h2>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((entry) => (
            <tr key={`${entry.seq} ${entry.ref} ${entry.kind}`}>
              <td>
                <Time at={entry.at} day />
              </td>
              <td>{visible(entry.actor)}</td>
              <td>{visible(entry.kind === "event" ? words(entry.text) : entry.text)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {entries.length > shown.length && <p>{entries.length - shown.length} more are not printed.</p>}
    </section>
  );
}

/** By what the report is found and checked again, long after it was printed. */
function AuditLine({ id, entries }: { id: string | null; entries: readonly TimelineEntry[] }): ReactElement {
  const made = entries.find((entry) => entry.kind === "report" && entry.body.report_id === id);
  return (
    <footer className={styles.audit}>
      {id && (
        <p>
          Report <code>{id}</code>
          {made && (
            <>
              , made by {visible(made.actor)} <Time at={made.at} day />, in the audit log as <code>report.created</code>
              , sha256 <code>{typeof made.body.digest === "string" ? made.body.digest : ""}</code>
            </>
          )}
          . <code>rootward verify {id}</code> asks every query above again.
        </p>
      )}
      <p>{location.href.replace(/\/print.*$/u, "")}</p>
    </footer>
  );
}
