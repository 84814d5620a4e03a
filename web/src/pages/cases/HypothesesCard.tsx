/** HypothesesCard: every theory there was, with what speaks for and against it; those ruled out stay to be seen. */
import type { ReactElement } from "react";
import type { Report } from "../../api/shapes";
import { Card } from "../../components/Card";
import { Confidence } from "../../components/Confidence";
import { entityName, plural, visible } from "../../lib/format";
import { Cites } from "./Cites";
import type { Numbered, Numbers } from "./evidence";
import styles from "./HypothesesCard.module.css";

export function HypothesesCard({ report, numbers }: { report: Report; numbers: Numbers }): ReactElement {
  const considered = report.hypotheses.length + report.ruled_out.length;
  return (
    <Card title="Hypotheses" aside={`${considered} considered`}>
      {considered === 0 && <p className={styles.none}>No theory had evidence that touches what it would blame.</p>}
      <ul className={styles.list}>
        {report.hypotheses.map((one, index) => (
          <li key={one.title + one.entity}>
            <div className={styles.first}>
              <span className={index === 0 ? styles.best : undefined}>{visible(one.title)}</span>
              <Confidence value={one.confidence} quiet />
            </div>
            <div className={styles.second}>
              <strong className={index === 0 ? styles.supported : undefined}>
                {index === 0 && report.verdict.cause ? "Supported" : "Less likely"}
              </strong>
              <span>
                for <Cites numbers={numbers.of(one.evidence_ids)} />
              </span>
              {one.against_ids.length > 0 && (
                <span>
                  against <Cites numbers={numbers.of(one.against_ids)} />
                </span>
              )}
            </div>
            {one.unexplained.length > 0 && (
              <div className={styles.second}>
                Leaves open {one.unexplained.map((name) => visible(entityName(name))).join(", ")}
              </div>
            )}
          </li>
        ))}
        {report.ruled_out.map((one) => (
          <li key={one.subject} className={styles.out}>
            <div className={styles.first}>
              <span>{visible(subjectName(one.subject, one.evidence_ids, numbers.items))}</span>
            </div>
            <div className={styles.second}>
              <strong>Ruled out</strong>
              <span>
                {visible(one.reason)} <Cites numbers={numbers.of(one.evidence_ids)} />
              </span>
            </div>
          </li>
        ))}
      </ul>
      {report.ruled_out.length > 0 && (
        <p className="sr">{plural(report.ruled_out.length, "theory", "theories")} ruled out</p>
      )}
    </Card>
  );
}

/** A change is known by the words of its evidence, an entity by its name. */
export function subjectName(subject: string, ids: readonly string[], items: readonly Numbered[]): string {
  if (!subject.startsWith("change:")) return entityName(subject);
  return items.find((item) => ids.includes(item.evidence_id))?.text ?? entityName(subject);
}
