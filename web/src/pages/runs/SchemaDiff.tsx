/** SchemaDiff: what the tool's definition expects beside what the call sent, field by field. */
import type { ReactElement } from "react";
import type { Entry, ToolDefinition } from "../../api/runs";
import { Json } from "../../components/Json";
import { plural, visible } from "../../lib/format";
import { short } from "./compared";
import styles from "./SchemaDiff.module.css";
import { type Field, isFault, saidByError, schemaDiff, type Verdict } from "./fields";

const WORDS: Record<Verdict, string> = {
  same: "",
  optional: "",
  missing: "Missing",
  unknown: "Unknown",
  type: "Wrong type",
  enum: "No choice",
};

export function SchemaDiff(props: { entry: Entry; tools: ToolDefinition[]; isFailed: boolean }): ReactElement {
  const { entry, tools, isFailed } = props;
  const sent = entry.details.args_json ?? null;
  const tool = tools.find((one) => one.name === entry.name && one.schema !== null);
  const message = typeof entry.details.error_message === "string" ? entry.details.error_message : "";
  const fields = tool ? schemaDiff(tool.schema, sent) : isFailed ? saidByError(message, sent) : [];
  const faults = fields.filter(isFault);
  if (fields.length === 0) {
    return (
      <div>
        <h4 className={styles.label}>Arguments</h4>
        {sent === null ? <p className={styles.none}>None were recorded.</p> : <Json value={sent} label="Arguments" />}
      </div>
    );
  }
  return (
    <div>
      <h4 className={styles.label}>Expected against sent</h4>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Expected</th>
            <th scope="col">Sent</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <FieldRow key={field.path} field={field} />
          ))}
        </tbody>
      </table>
      <p className={styles.note}>
        {tool
          ? faults.length > 0
            ? `${plural(faults.length, "field")} depart${faults.length === 1 ? "s" : ""} from the definition that the agent was given.`
            : "The arguments fit the definition that the agent was given."
          : faults.length > 0
            ? "The run sent no definition of this tool; what is expected is what its error says."
            : "The run sent no definition of this tool to compare with."}
      </p>
    </div>
  );
}

function FieldRow({ field }: { field: Field }): ReactElement {
  const isBad = isFault(field);
  return (
    <tr data-verdict={field.verdict}>
      <th scope="row">{visible(field.path)}</th>
      <td>{field.expected ? visible(field.expected) : field.verdict === "unknown" ? "no such field" : ""}</td>
      <td>
        {field.sent === undefined ? <i>not sent</i> : short(field.sent)}
        {isBad && <b>{WORDS[field.verdict]}</b>}
      </td>
    </tr>
  );
}
