/** JourneySteps: the requests of the journey in their order, each with how it went. */
import type { ReactElement } from "react";
import { Icon } from "../../components/Icon";
import { took } from "../runs/words";
import styles from "./Debug.module.css";
import { type Exchange, type StepName, STEPS } from "./journey";

interface Props {
  exchanges: Partial<Record<StepName, Exchange>>;
  open: StepName;
  travels: boolean;
  onOpen: (step: StepName) => void;
}

export function Journey({ exchanges, open, travels, onOpen }: Props): ReactElement {
  return (
    <ol className={styles.steps}>
      {STEPS.map(([name, title], place) => {
        const made = exchanges[name];
        const state = stateOf(made, travels);
        return (
          <li key={name} data-state={state}>
            <button type="button" aria-pressed={open === name} onClick={() => onOpen(name)}>
              <span className={styles.mark}>
                {state === "went" ? (
                  <Icon name="check" size={14} />
                ) : state === "failed" ? (
                  <Icon name="cross" size={14} />
                ) : (
                  place + 1
                )}
              </span>
              <span>
                {title}
                <span className="sr">, {state === "ahead" ? "not yet" : state}</span>
              </span>
              <span className={styles.result}>
                {made?.status ?? ""} {made?.ms !== null && made?.ms !== undefined ? took(made.ms) : ""}
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}

export type State = "ahead" | "running" | "went" | "failed";

export function stateOf(made: Exchange | undefined, travels: boolean): State {
  if (!made) return "ahead";
  if (made.problem || (made.status !== null && made.status >= 400)) return "failed";
  if (made.ms === null) return travels ? "running" : "failed";
  return "went";
}
