/** CodeBlock: a text in its own lines, numbered; long lines are folded, and a copy is the text without the numbers. */
import type { CSSProperties, ReactElement } from "react";
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
          <code className={line.trimStart().startsWith("#") ? styles.comment : undefined} style={hanging(line)}>
            <Yaml line={line} />
            {"\n"}
          </code>
        </span>
      ))}
    </pre>
  );
}

const DEEPEST = 24;

/** What is folded goes on a little to the right of where its line begins. */
export function hanging(line: string): CSSProperties {
  const indent = Math.min(/^[ ]*(?:- )?/.exec(line)?.[0].length ?? 0, DEEPEST) + 2;
  return { paddingLeft: `${indent}ch`, textIndent: `-${indent}ch` };
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
