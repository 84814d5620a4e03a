/** ChangesCard: what this report says differently from the one before it. */
import type { ReactElement } from "react";
import type { ReportChanges } from "../../api/shapes";
import { Card } from "../../components/Card";
import { plural, visible } from "../../lib/format";
import styles from "./ChangesCard.module.css";

export function ChangesCard({ changes }: { changes: ReportChanges }): ReactElement {
  const rows = rowsOf(changes);
  const evidence = changes.evidence_added.length;
  return (
    <Card title="Since the report before" aside={evidence > 0 ? `${plural(evidence, "observation")} more` : undefined}>
      {rows.length === 0 && <p>It says the same.</p>}
      <ul className={styles.list}>
        {rows.map(([word, text, detail]) => (
          <li key={word + text}>
            <strong>{word}</strong>
            <span>{visible(text)}</span>
            <span className={styles.detail}>{detail}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

type Theories = Pick<
  ReportChanges,
  "hypotheses_added" | "hypotheses_removed" | "hypotheses_changed" | "evidence_added"
>;

export function rowsOf(changes: Theories): [string, string, string][] {
  return [
    ...changes.hypotheses_added.map((one): [string, string, string] => ["New", one.title, one.confidence.toFixed(2)]),
    ...changes.hypotheses_changed.map((one): [string, string, string] => [
      one.confidence > one.confidence_before ? "Strengthened" : "Weakened",
      one.title,
      `${one.confidence_before.toFixed(2)} → ${one.confidence.toFixed(2)}`,
    ]),
    ...changes.hypotheses_removed.map((one): [string, string, string] => ["Gone", one.title, ""]),
  ];
}
