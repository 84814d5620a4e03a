/** PrintPage: the report of a case as it goes on paper or into a PDF; nothing but the report is on it. */
import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, useParams, useRouter } from "@tanstack/react-router";
import { type ReactElement, type ReactNode, useMemo, useState } from "react";
import { Problem } from "../../api/client";
import { oneCase, reportText, report as reportOf, timeline } from "../../api/queries";
import type { Case, Report, TimelineEntry } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Copy } from "../../components/Copy";
import { Failed, Loading } from "../../components/Feedback";
import { Time } from "../../components/Time";
import { entityName, plural, visible, words } from "../../lib/format";
import { usePrefs } from "../../lib/prefs";
import { zoneName } from "../../lib/time";
import { Cited } from "./Cited";
import { Cites } from "./Cites";
import { type Numbered, type Numbers, numbered } from "./evidence";
import { subjectName } from "./HypothesesCard";
import styles from "./PrintPage.module.css";
import { capital } from "./RootCauseCard";
import { sentencesOf } from "./sentences";
import { unseenSentence } from "./UnseenCard";

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
        <Body report={report.data} />
      ) : (
        <Part title="Root cause">
          <p>This case has not been investigated.</p>
        </Part>
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
        Started <Time at={item.first_event_ts ?? item.opened_at} day />, {plural(item.event_count, "event")}, about{" "}
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

function Body({ report }: { report: Report }): ReactElement {
  const numbers = useMemo(() => numbered(report), [report]);
  return (
    <>
      <VerdictPart report={report} numbers={numbers} />
      <Theories report={report} numbers={numbers} />
      <EvidencePart items={numbers.items} />
      {report.could_not_see.length > 0 && (
        <Part title="Could not see">
          <ul>
            {report.could_not_see.map((one) => (
              <li key={JSON.stringify(one)}>
                {visible(unseenSentence(one))}
                {one.presence && ` (${words(one.presence).toLowerCase()})`}
              </li>
            ))}
          </ul>
        </Part>
      )}
    </>
  );
}

function VerdictPart({ report, numbers }: { report: Report; numbers: Numbers }): ReactElement {
  const { verdict } = report;
  const { cause } = verdict;
  if (!cause) {
    return (
      <Part title="Root cause">
        <p>Not enough evidence: {visible(verdict.reason ?? verdict.summary)}.</p>
      </Part>
    );
  }
  return (
    <Part title={`Root cause, ${verdict.confidence_word} confidence (${verdict.confidence.toFixed(2)})`}>
      <p className={styles.lede}>
        <Cited text={`${capital(verdict.summary)}.`} numbers={numbers.of(cause.evidence_ids).slice(0, 3)} />
      </p>
      <p>
        {sentencesOf(cause.description, numbers.items).map(({ text, cites }) => (
          <Cited key={text} text={text} numbers={cites} />
        ))}
      </p>
      <dl className={styles.facts}>
        <Fact name="Cause">
          {visible(words(cause.kind.replace(".", ": ")))} on {visible(entityName(cause.entity))}
          {cause.onset && (
            <>
              , <Time at={cause.onset} day />
            </>
          )}
        </Fact>
        {verdict.first_failure && <Fact name="First failure">{visible(entityName(verdict.first_failure.entity))}</Fact>}
        {verdict.impact.length > 0 && (
          <Fact name="Impact">{verdict.impact.map((place) => visible(entityName(place.entity))).join(", ")}</Fact>
        )}
        <Fact name="Next step">{visible(verdict.next_step)}</Fact>
        {verdict.checks.length > 0 && <Fact name="Then check">{verdict.checks.map(visible).join("; ")}</Fact>}
      </dl>
    </Part>
  );
}

function Theories({ report, numbers }: { report: Report; numbers: Numbers }): ReactElement {
  if (report.hypotheses.length + report.ruled_out.length === 0) {
    return (
      <Part title="Hypotheses">
        <p>No theory had evidence that touches what it would blame.</p>
      </Part>
    );
  }
  return (
    <Part title="Hypotheses">
      <ul>
        {report.hypotheses.map((one) => (
          <li key={one.title + one.entity}>
            {visible(one.title)} ({one.confidence.toFixed(2)}), for <Cites numbers={numbers.of(one.evidence_ids)} />
            {one.against_ids.length > 0 && (
              <>
                , against <Cites numbers={numbers.of(one.against_ids)} />
              </>
            )}
          </li>
        ))}
        {report.ruled_out.map((one) => (
          <li key={one.subject}>
            {visible(subjectName(one.subject, one.evidence_ids, numbers.items))}: ruled out, {visible(one.reason)}{" "}
            <Cites numbers={numbers.of(one.evidence_ids)} />
          </li>
        ))}
      </ul>
    </Part>
  );
}

function EvidencePart({ items }: { items: readonly Numbered[] }): ReactElement {
  return (
    <section className={styles.long}>
      <h2>Evidence</h2>
      {items.length === 0 && <p>Nothing was found that a claim could rest on.</p>}
      {items.map((item) => (
        <div key={item.evidence_id} className={styles.evidence}>
          <strong>{item.number}</strong>
          <div>
            <p>
              {visible(item.text)}
              {item.presence !== "found" && ` (${words(item.presence).toLowerCase()})`}
              {item.contradicts && " (contradicts)"}
            </p>
            <p className={styles.small}>
              {visible(entityName(item.entity))} · {item.kind}
              {item.onset && (
                <>
                  {" "}
                  · <Time at={item.onset} day />
                </>
              )}
            </p>
            <code className={styles.query}>
              {item.query.tool} {visible(JSON.stringify(item.query.arguments))}
            </code>
            <code className={styles.hash}>{item.evidence_id}</code>
          </div>
        </div>
      ))}
    </section>
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

function Part({ title, children }: { title: string; children: ReactNode }): ReactElement {
  return (
    <section className={styles.part}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
