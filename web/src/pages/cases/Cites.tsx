/** Cites: chips with the numbers of the evidence; pointing at one shows where it is, a click opens it. */
import type { ReactElement } from "react";
import styles from "./Cites.module.css";
import { useSelection } from "./selection";

export function Cites({ numbers }: { numbers: readonly number[] }): ReactElement | null {
  const { selected, select, point } = useSelection();
  if (numbers.length === 0) return null;
  return (
    <span className={styles.cites}>
      {numbers.map((number) => (
        <button
          key={number}
          type="button"
          className={styles.cite}
          aria-label={`Evidence ${number}`}
          aria-pressed={selected === number}
          onClick={() => select(number)}
          onMouseEnter={() => point(number)}
          onMouseLeave={() => point(null)}
          onFocus={() => point(number)}
          onBlur={() => point(null)}
        >
          {number}
        </button>
      ))}
    </span>
  );
}
