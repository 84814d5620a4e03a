/** RunSteps: the steps of a playbook run: done, current, still to come. */
import type { ReactElement } from "react";
import type { RunOfPlaybook } from "../../api/shapes";
import { Icon } from "../../components/Icon";
import { visible, words } from "../../lib/format";
import styles from "./RunSteps.module.css";

const DONE = new Set(["succeeded", "skipped", "done"]);
const CURRENT = new Set(["running", "waiting", "held"]);

export function RunSteps({ run }: { run: RunOfPlaybook }): ReactElement {
  return (
    <ol className={styles.steps}>
      {run.steps.map((step) => {
        const state = DONE.has(step.state)
          ? "done"
          : CURRENT.has(step.state)
            ? "current"
            : step.state === "failed"
              ? "failed"
              : "later";
        return (
          <li key={step.order} data-state={state} aria-current={state === "current" ? "step" : undefined}>
            <span className={styles.mark}>
              {state === "done" ? (
                <Icon name="check" size={12} />
              ) : state === "failed" ? (
                <Icon name="cross" size={12} />
              ) : (
                step.order
              )}
              <span className="sr"> {words(step.state)}</span>
            </span>
            <span>
              {visible(step.name)} <span className={styles.kind}>{words(step.action).toLowerCase()}</span>
              {(step.detail || step.text) && (
                <span className={styles.detail}>{visible(step.detail || (step.text ?? ""))}</span>
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
