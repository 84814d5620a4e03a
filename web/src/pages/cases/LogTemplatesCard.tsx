/** LogTemplatesCard: what is written that was not before, or much more or less often. */
import type { ReactElement } from "react";
import type { Evidence } from "../../api/shapes";
import { Card } from "../../components/Card";
import { count, entityName, figures, visible } from "../../lib/format";
import styles from "./LogTemplatesCard.module.css";

const VARIABLE = /(<[^<>]{1,40}>)/;

export function LogTemplatesCard({ evidence }: { evidence: readonly Evidence[] }): ReactElement | null {
  const rows = evidence.filter((item) => item.kind.startsWith("log.") && typeof item.value.template === "string");
  if (rows.length === 0) return null;
  return (
    <Card title="Log templates that changed" aside="before and after the onset">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Change</th>
            <th scope="col">Template</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((item) => (
            <Row key={item.evidence_id} item={item} />
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function Row({ item }: { item: Evidence }): ReactElement {
  const before = Number(item.value.before ?? 0);
  const after = Number(item.value.after ?? 0);
  const template = typeof item.value.template === "string" ? item.value.template : "";
  return (
    <tr>
      <td className={before === 0 ? styles.new : styles.more}>{change(before, after)}</td>
      <td>
        <code>
          {template.split(VARIABLE).map((part, index) =>
            VARIABLE.test(part) ? (
              <span key={index} className={styles.variable}>
                {visible(part)}
              </span>
            ) : (
              visible(part)
            ),
          )}
        </code>
        <span className={styles.entity}>{visible(entityName(item.entity))}</span>
      </td>
      <td data-head="before">{count(before)}</td>
      <td data-head="after">{count(after)}</td>
    </tr>
  );
}

function change(before: number, after: number): string {
  if (before === 0) return "New";
  if (after === 0) return "Gone";
  return after >= before ? `×${figures(after / before)}` : `−${Math.round((1 - after / before) * 100)}%`;
}
