/** Card: a titled section of a page. */
import type { ReactElement, ReactNode } from "react";
import styles from "./Card.module.css";

interface Props {
  title: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  /** The one card that asks for something. */
  accent?: boolean;
  id?: string;
}

export function Card({ title, aside, children, accent = false, id }: Props): ReactElement {
  return (
    <section className={accent ? `${styles.card} ${styles.accent}` : styles.card} id={id}>
      <header className={styles.head}>
        <h2>{title}</h2>
        {aside !== undefined && <div className={styles.aside}>{aside}</div>}
      </header>
      {children}
    </section>
  );
}
