/** Json: a value as it was sent, as text. */
import type { ReactElement } from "react";
import { visible } from "../lib/format";
import styles from "./Json.module.css";

export function Json({ value, label }: { value: unknown; label: string }): ReactElement {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return (
    <pre className={styles.block} tabIndex={0} aria-label={label} role="region">
      {text
        .split("\n")
        .map((line) => visible(line))
        .join("\n")}
    </pre>
  );
}
