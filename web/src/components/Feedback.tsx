/** Feedback: what stands where content is not: a skeleton of its final height, the reason it is empty, or what failed. */
import type { ReactElement, ReactNode } from "react";
import { Problem } from "../api/client";
import { Button } from "./Button";
import styles from "./Feedback.module.css";

export function Skeleton({ height }: { height: number }): ReactElement {
  return <div className={styles.skeleton} style={{ height }} aria-hidden="true" />;
}

/** A whole page that is on its way: it has a heading, too. */
export function Loading({ height }: { height: number }): ReactElement {
  return (
    <>
      <h1 className="sr">Loading</h1>
      <Skeleton height={height} />
    </>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }): ReactElement {
  return (
    <div className={styles.empty}>
      <strong>{title}</strong>
      {children !== undefined && <div>{children}</div>}
    </div>
  );
}

interface FailedProps {
  error: unknown;
  what: string;
  retry?: () => void;
  /** There is nothing else on the page. */
  whole?: boolean;
  /** Where to go instead. */
  children?: ReactNode;
}

export function Failed({ error, what, retry, whole = false, children }: FailedProps): ReactElement {
  const problem = error instanceof Problem ? error : null;
  const title = problem?.status === 404 ? `There is no such ${what}` : `The ${what} could not be read`;
  return (
    <div className={styles.failed} role="alert">
      {whole ? <h1>{title}</h1> : <strong>{title}</strong>}
      <div>{problem?.message ?? (error instanceof Error ? error.message : "Something unexpected happened.")}</div>
      {problem?.requestId && <code>{problem.requestId}</code>}
      {retry && problem?.status !== 404 && (
        <div>
          <Button onClick={retry}>Try again</Button>
        </div>
      )}
      {children !== undefined && <div>{children}</div>}
    </div>
  );
}
