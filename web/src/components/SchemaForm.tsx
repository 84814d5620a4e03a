/** SchemaForm: a field for each argument of a tool, with what does not fit beside it. */
import { type ReactElement, useId } from "react";
import { visible } from "../lib/format";
import type { Field, Typed } from "../lib/schema";
import styles from "./SchemaForm.module.css";

interface Props {
  fields: readonly Field[];
  typed: Typed;
  faults: Readonly<Record<string, string>>;
  onChange: (typed: Typed) => void;
}

export function SchemaForm({ fields, typed, faults, onChange }: Props): ReactElement {
  if (fields.length === 0) return <p className={styles.none}>This tool takes no arguments.</p>;
  return (
    <div className={styles.fields}>
      {fields.map((field) => (
        <Row
          key={field.name}
          field={field}
          text={typed[field.name] ?? ""}
          fault={faults[field.name] ?? ""}
          onChange={(text) => onChange({ ...typed, [field.name]: text })}
        />
      ))}
    </div>
  );
}

function Row(props: { field: Field; text: string; fault: string; onChange: (text: string) => void }): ReactElement {
  const { field, text, fault, onChange } = props;
  const id = useId();
  const seen = visible(text.replaceAll("\n", " "));
  const hidden = field.kind !== "json" && seen !== text.replaceAll("\n", " ");
  const said = [field.about && `${id}a`, hidden && `${id}h`, fault && `${id}f`].filter(Boolean).join(" ");
  const how = {
    id,
    value: text,
    "aria-required": field.required,
    "aria-invalid": fault !== "",
    ...(said && { "aria-describedby": said }),
  };
  return (
    <div className={styles.row}>
      <label htmlFor={id}>
        <code>{visible(field.name)}</code>
        <span className={styles.kind}>
          {KINDS[field.kind]}
          {field.required ? "" : ", optional"}
        </span>
      </label>
      <div>
        {field.kind === "choice" || field.kind === "boolean" ? (
          <select {...how} onChange={(event) => onChange(event.target.value)}>
            <option value="">{field.required ? "Choose" : "Not given"}</option>
            {(field.kind === "boolean" ? ["true", "false"] : field.choices).map((choice) => (
              <option key={choice} value={choice}>
                {visible(choice)}
              </option>
            ))}
          </select>
        ) : field.kind === "json" ? (
          <textarea
            {...how}
            rows={Math.min(8, Math.max(2, text.split("\n").length))}
            spellCheck={false}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <input
            {...how}
            inputMode={field.kind === "text" ? "text" : "decimal"}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
        {field.about && (
          <p id={`${id}a`} className={styles.about}>
            {visible(field.about)}
          </p>
        )}
        {hidden && (
          <p id={`${id}h`} className={styles.hidden}>
            Has characters that do not show: {seen}
          </p>
        )}
        {fault && (
          <p id={`${id}f`} className={styles.fault}>
            {visible(fault)}
          </p>
        )}
      </div>
    </div>
  );
}

const KINDS = {
  text: "text",
  integer: "whole number",
  number: "number",
  boolean: "yes or no",
  choice: "one of",
  json: "JSON",
} as const;
