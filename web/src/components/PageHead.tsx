/** PageHead: what this page is, and what may be done on it. */
import type { ReactElement, ReactNode } from "react";
import styles from "./PageHead.module.css";

export function PageHead(props: { title: string; about?: ReactNode; children?: ReactNode }): ReactElement {
  return (
    <header className={styles.head}>
      <div>
        <h1>{props.title}</h1>
        {props.about !== undefined && <p>{props.about}</p>}
      </div>
      {props.children !== undefined && <div className={styles.actions}>{props.children}</div>}
    </header>
  );
}
