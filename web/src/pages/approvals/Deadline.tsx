/** Deadline: how long a request still waits; plain, then late, then nearly over. */
import type { ReactElement } from "react";
import { useNow } from "../../lib/now";
import { countdown } from "../../lib/time";
import styles from "./Deadline.module.css";

const SOON_MS = 5 * 60_000;

export function Deadline({ until, due }: { until: string; due?: string }): ReactElement {
  const now = useNow();
  const left = Date.parse(until) - now;
  if (left <= 0) return <span className={styles.over}>Expired</span>;
  const isLate = due !== undefined && due !== until && Date.parse(due) < now;
  return (
    <span className={left < SOON_MS ? styles.soon : styles.calm} title={until}>
      {isLate && "Answer is late. "}Expires in {countdown(until, now)}
    </span>
  );
}
