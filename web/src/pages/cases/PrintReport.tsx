/** PrintReport: verdict, hypotheses and evidence of a report as they stand on paper, each piece on one page. */
import { type ReactElement, type ReactNode, useMemo } from "react";
import type { Report } from "../../api/shapes";
import { Time } from "../../components/Time";
import { entityName, visible, words } from "../../lib/format";
import { Cited } from "./Cited";
import { Cites } from "./Cites";
import { type Numbered, type Numbers, numbered } from "./evidence";
import { subjectName } from "./HypothesesCard";
import styles from "./PrintPage.module.css";
import { capital } from "./RootCauseCard";
import { sentencesOf } from "./sentences";
import { unseenSentence } from "./UnseenCard";

export function PrintReport({ report }: { report: Report }): ReactElement {
  const numbers = useMemo(() => numbered(report), [report]);
  return (
    <>
      <VerdictPart report={report} numbers={numbers} />
      <Theories report={report} numbers={numbers} />
      <EvidencePart items={numbers.items} />
      {report.could_not_see.length > 0 && (
        <PrintPart title="Could not see">
          <ul>
            {report.could_not_see.map((one) => (
              <li key={JSON.stringify(one)}>
                {visible(unseenSentence(one))}
                {one.presence && ` (${words(one.presence).toLowerCase()})`}
              </li>
            ))}
          </ul>
        </PrintPart>
      )}
    </>
  );
}

function VerdictPart({ report, numbers }: { report: Report; numbers: Numbers }): ReactElement {
  const { verdict } = report;
  const { cause } = verdict;
  if (!cause) {
    return (
      <PrintPart title="Root cause">
        <p>Not enough evidence: {visible(verdict.reason ?? verdict.summary)}.</p>
      </PrintPart>
    );
  }
  return (
    <PrintPart title={`Root cause, ${verdict.confidence_word} confidence (${verdict.confidence.toFixed(2)})`}>
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
    </PrintPart>
  );
}

function Theories({ report, numbers }: { report: Report; numbers: Numbers }): ReactElement {
  if (report.hypotheses.length + report.ruled_out.length === 0) {
    return (
      <PrintPart title="Hypotheses">
        <p>No theory had evidence that touches what it would blame.</p>
      </PrintPart>
    );
  }
  return (
    <PrintPart title="Hypotheses">
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
    </PrintPart>
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

export function PrintPart({ title, children }: { title: string; children: ReactNode }): ReactElement {
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
