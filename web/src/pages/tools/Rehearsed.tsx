/** Rehearsed: what the gate would say to a call, guard by guard, and what the tool said it would do. */
import type { ReactElement } from "react";
import type { Rehearsal } from "../../api/shapes";
import { Json } from "../../components/Json";
import { Pill } from "../../components/Pill";
import { toneOf } from "../../components/states";
import { plural, visible, words } from "../../lib/format";
import styles from "./Tools.module.css";

export function Rehearsed({ found }: { found: Rehearsal }): ReactElement {
  const reads = found.effect === "read";
  return (
    <div className={styles.outcome} role="status">
      <p>
        <Pill tone={toneOf(found.answer)}>{words(reads && found.answer === "allow" ? "read" : found.answer)}</Pill>
        <span>{saying(found)}</span>
      </p>
      {found.failed && <p className={styles.fault}>{`It could not be tried: ${visible(found.failed)}`}</p>}
      {found.targets.length > 0 && (
        <p className={styles.detail}>
          {plural(found.targets.length, "target")}: {found.targets.map(visible).join(", ")}
        </p>
      )}
      {found.result && (
        <>
          <p>{visible(found.result.summary)}</p>
          <Json value={found.result.value} label={reads ? "What was read" : "What it would do"} />
        </>
      )}
      <details>
        <summary>{plural(found.words.length, "guard")} spoke</summary>
        <ol className={styles.trace}>
          {found.words.map((word) => (
            <li key={word.guard + word.rule_ids.join()}>
              <Pill tone={toneOf(word.answer)}>{words(word.answer)}</Pill>
              <span>
                <strong>{words(word.guard)}</strong> {visible(word.reason)}
              </span>
            </li>
          ))}
        </ol>
      </details>
    </div>
  );
}

function saying(found: Rehearsal): string {
  const reason = visible(found.reason);
  if (found.effect === "read") return found.answer === "allow" ? "It was read." : `It may not be read: ${reason}`;
  if (found.answer === "deny") return `It would not be done: ${reason}`;
  if (found.answer === "allow") return `It would be done at once: ${reason}`;
  const people = found.quorum ? plural(found.quorum.people, "person", "people") : "people";
  return `It would wait for ${people}: ${reason}`;
}
