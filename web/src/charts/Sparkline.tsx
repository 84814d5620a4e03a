/** Sparkline: a few counts over time as bars on a line, no larger than a word; the sentence says the same. */
import type { ReactElement } from "react";
import styles from "./Sparkline.module.css";

const BAR = 2;
const GAP = 1;
const HEIGHT = 20;
/** One event among many is still seen. */
const LEAST = 3;
/** A bar is as high as there is room only where so many came together: a single event is no peak. */
const PEAK = 4;

export function Sparkline({ counts, label }: { counts: readonly number[]; label: string }): ReactElement {
  const most = Math.max(...counts, PEAK);
  const width = Math.max(1, counts.length) * (BAR + GAP) - GAP;
  return (
    <svg
      className={styles.line}
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      preserveAspectRatio="none"
    >
      <title>{label}</title>
      <rect className={styles.base} x="0" y={HEIGHT - 1} width={width} height="1" />
      {counts.map((n, place) => {
        const height = LEAST + (n / most) * (HEIGHT - 1 - LEAST);
        return n > 0 ? (
          <rect key={place} x={place * (BAR + GAP)} y={HEIGHT - height} width={BAR} height={height} />
        ) : null;
      })}
    </svg>
  );
}
