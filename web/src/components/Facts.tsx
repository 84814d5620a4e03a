/** Facts: short labelled values. */
import type { ReactElement, ReactNode } from "react";
import styles from "./Facts.module.css";

export function Facts({ items, columns = 1 }: { items: [string, ReactNode][]; columns?: 1 | 2 }): ReactElement {
  return (
    <dl className={columns === 2 ? `${styles.facts} ${styles.two}` : styles.facts}>
      {items.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
