/** LineDiff: two texts line by line: what went, what came, and what stands around it; the rest opens on demand. */
import { type ReactElement, useState } from "react";
import type { DiffLine } from "../api/schema";
import { plural } from "../lib/format";
import { hanging, Yaml } from "./CodeBlock";
import { folded, type Stretch } from "./lines";
import styles from "./LineDiff.module.css";

const MARKS: Record<DiffLine["kind"], [string, string]> = {
  same: ["", ""],
  added: ["+", "added"],
  removed: ["−", "removed"],
};

export function LineDiff({ lines, label }: { lines: readonly DiffLine[]; label: string }): ReactElement {
  return (
    <table className={styles.table} aria-label={label}>
      <thead className="sr">
        <tr>
          <th scope="col">Line before</th>
          <th scope="col">Line after</th>
          <th scope="col">Change</th>
          <th scope="col">Text</th>
        </tr>
      </thead>
      {folded(lines).map((stretch, place) => (
        <Part key={place} stretch={stretch} />
      ))}
    </table>
  );
}

function Part({ stretch }: { stretch: Stretch }): ReactElement {
  const [open, setOpen] = useState(false);
  if (stretch.isAlike && !open) {
    return (
      <tbody>
        <tr>
          <td colSpan={4} className={styles.fold}>
            <button type="button" onClick={() => setOpen(true)}>
              {plural(stretch.lines.length, "line")} alike
            </button>
          </td>
        </tr>
      </tbody>
    );
  }
  return (
    <tbody>
      {stretch.lines.map((line) => {
        const [mark, word] = MARKS[line.kind];
        return (
          <tr key={`${line.before ?? ""} ${line.after ?? ""}`} data-kind={line.kind}>
            <td className={styles.number}>{line.before}</td>
            <td className={styles.number}>{line.after}</td>
            <td className={styles.mark}>
              <span aria-hidden="true">{mark}</span>
              <span className="sr">{word}</span>
            </td>
            <td className={styles.text}>
              <div style={hanging(line.text)}>
                <Yaml line={line.text} />
              </div>
            </td>
          </tr>
        );
      })}
    </tbody>
  );
}
