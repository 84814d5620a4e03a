/** CodeBlock: a text in its own lines, numbered; long lines are folded, and a copy is the text without the numbers. */
import type { ReactElement } from "react";
import { visible } from "../lib/format";
import styles from "./CodeBlock.module.css";

const KEY = /^(\s*(?:- )?)([A-Za-z_][\w.]*:)(?=\s|$)/;

export function CodeBlock({ text, label }: { text: string; label: string }): ReactElement {
  const lines = text.replace(/\n$/, "").split("\n");
  return (
    <pre className={styles.block} tabIndex={0} role="region" aria-label={label}>
      {lines.map((line, place) => (
        <span key={place} className={styles.line}>
          <span className={styles.number} aria-hidden="true" data-number={place + 1} />
          <code className={line.trimStart().startsWith("#") ? styles.comment : undefined}>
            <Yaml line={line} />
            {"\n"}
          </code>
        </span>
      ))}
    </pre>
  );
}

/** A line of YAML with its key marked, where it begins with one. */
export function Yaml({ line }: { line: string }): ReactElement {
  const found = KEY.exec(line);
  if (!found) return <>{visible(line)}</>;
  const [whole, indent = "", key = ""] = found;
  return (
    <>
      {indent}
      <b className={styles.key}>{key}</b>
      {visible(line.slice(whole.length))}
    </>
  );
}
