/** Reasons: every condition of a playbook, whether it holds, in words, with the expression beneath that says the same. */
import type { ReactElement } from "react";
import type { Match } from "../../api/shapes";
import { Icon } from "../../components/Icon";
import { visible } from "../../lib/format";
import styles from "./Playbooks.module.css";

export function Reasons({ reasons }: { reasons: Match["reasons"] }): ReactElement {
  return (
    <ul className={styles.reasons}>
      {reasons.map((reason) => (
        <li key={reason.condition} data-holds={reason.holds}>
          <Icon name={reason.holds ? "check" : "cross"} size={12} />
          <span>
            <span className="sr">{reason.holds ? "Holds: " : "Does not hold: "}</span>
            {visible(reason.text)}
            {reason.expression && !reason.text.startsWith(reason.expression) && (
              <code className={styles.expression}>{visible(reason.expression)}</code>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
