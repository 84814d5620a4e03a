/** Confidence: how complete the data was and how well it fits, as a bar, a number and a word. */
import type { ReactElement } from "react";
import styles from "./Confidence.module.css";

interface Props {
  value: number;
  word?: string;
  /** Grey where it belongs to a theory, green where it belongs to the verdict. */
  quiet?: boolean;
}

export function Confidence({ value, word, quiet = false }: Props): ReactElement {
  const tone = quiet ? "var(--text-2)" : value >= 0.75 ? "var(--ok)" : value >= 0.5 ? "var(--sev2)" : "var(--text-2)";
  return (
    <span className={styles.whole} style={{ color: tone }}>
      {word && <span className={styles.word}>{word}</span>}
      <span className={styles.bar} aria-hidden="true">
        <span style={{ width: `${Math.round(value * 100)}%`, background: tone }} />
      </span>
      <span className={styles.number}>{value.toFixed(2)}</span>
    </span>
  );
}
