/** EntryDetail: one step, call or check of a run: what went in, what came out, and what was wrong with it. */
import type { ReactElement, ReactNode } from "react";
import type { Run } from "../../api/runs";
import type { Json as Value } from "../../api/shapes";
import { Facts } from "../../components/Facts";
import { Json } from "../../components/Json";
import { Pill } from "../../components/Pill";
import { Time } from "../../components/Time";
import { visible, words } from "../../lib/format";
import styles from "./EntryDetail.module.css";
import { SchemaDiff } from "./SchemaDiff";
import type { Row } from "./rows";
import { outcome, outcomeTone, took } from "./words";

const TYPES = { step: "Step", tool_call: "Tool call", guardrail: "Guardrail event" };

export function EntryDetail({ row, item }: { row: Row; item: Run }): ReactElement {
  const { entry } = row;
  const { details } = entry;
  const length = row.start !== null && row.end !== null ? row.end - row.start : null;
  const facts: [string, ReactNode][] = [
    ["When", entry.timestamp ? <Time key="t" at={entry.timestamp} /> : "Not sent"],
    ["Took", length ? took(length) : ""],
    ["Tries", row.tries > 1 ? String(row.tries) : ""],
    ["Agent", text(details.agent)],
    ["Model", text(details.model)],
    ["Finish", text(details.finish_reason)],
    ["Found", typeof details.result_count === "number" ? `${details.result_count} items` : ""],
    ["Error", text(details.error_class) || text(details.error_type)],
    ["Status code", typeof details.status_code === "number" ? String(details.status_code) : ""],
  ];
  return (
    <section className={styles.detail} aria-label="Selected entry">
      <header className={styles.head}>
        <h3>{visible(entry.name)}</h3>
        <Pill tone={outcomeTone(entry.status)}>{outcome(entry.status)}</Pill>
      </header>
      <p className={styles.type}>
        {TYPES[entry.event_type]} <code>{visible(entry.event_id)}</code>
      </p>
      {text(details.error_message) && <p className={styles.error}>{text(details.error_message)}</p>}
      <Facts columns={2} items={facts.filter(([, value]) => value !== "")} />
      {entry.event_type === "tool_call" && <SchemaDiff entry={entry} tools={item.tools} isFailed={row.isFailed} />}
      <Said title="Input" value={details.input_summary} />
      <Said title="Output" value={details.output_summary} />
      <Said title="Result" value={details.result_summary} />
      <Said title="Message" value={details.message} />
    </section>
  );
}

function Said({ title, value }: { title: string; value: Value | undefined }): ReactElement | null {
  if (typeof value !== "string" || value === "") return null;
  return (
    <div>
      <h4 className={styles.label}>{words(title)}</h4>
      <Json value={value} label={title} />
    </div>
  );
}

const text = (value: Value | undefined): string => (typeof value === "string" ? visible(value) : "");
