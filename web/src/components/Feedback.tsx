/** Feedback: what stands where content is not: a skeleton of its final height, the reason it is empty, or what failed. */
import type { ReactElement, ReactNode } from "react";
import { Problem } from "../api/client";
import { Button } from "./Button";
import styles from "./Feedback.module.css";

export function Skeleton({ height }: { height: number }): ReactElement {
  return <div className={styles.skeleton} style={{ height }} aria-hidden="true" />;
}

export function Empty({ title, children }: { title: string; children?: ReactNode }): ReactElement {
  return (
    <div className={styles.empty}>
      <strong>{title}</strong>
      {children !== undefined && <div>{children}</div>}
    </div>
  );
}

export function Failed({ error, what, retry }: { error: unknown; what: string; retry?: () => void }): ReactElement {
  const problem = error instanceof Problem ? error : null;
  return (
    <div className={styles.failed} role="alert">
      <strong>{problem?.status === 404 ? `There is no such ${what}` : `The ${what} could not be read`}</strong>
      <div>{problem?.message ?? (error instanceof Error ? error.message : "Something unexpected happened.")}</div>
      {problem?.requestId && <code>{problem.requestId}</code>}
      {retry && problem?.status !== 404 && (
        <div>
          <Button onClick={retry}>Try again</Button>
        </div>
      )}
    </div>
  );
}
