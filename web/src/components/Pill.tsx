/** Pill: a short state in words, with a tint that says the same. */
import type { ReactElement, ReactNode } from "react";
import styles from "./Pill.module.css";

export type Tone = "neutral" | "ok" | "warn" | "bad" | "accent" | "violet";

export function Pill({ tone = "neutral", children }: { tone?: Tone; children: ReactNode }): ReactElement {
  return <span className={`${styles.pill} ${styles[tone]}`}>{children}</span>;
}
