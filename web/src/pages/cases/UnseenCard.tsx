/** UnseenCard: what could not be looked at, and why. Absence is not silence. */
import type { ReactElement } from "react";
import type { Report, Unseen } from "../../api/shapes";
import { Card } from "../../components/Card";
import { Icon } from "../../components/Icon";
import { Pill } from "../../components/Pill";
import { visible, words } from "../../lib/format";
import styles from "./UnseenCard.module.css";

export function UnseenCard({ report }: { report: Report }): ReactElement | null {
  if (report.could_not_see.length === 0) return null;
  return (
    <Card title="Could not see">
      <ul className={styles.list}>
        {report.could_not_see.map((one) => (
          <li key={JSON.stringify(one)}>
            <Icon name="eyeoff" size={15} />
            <span>{visible(unseenSentence(one))}</span>
            {one.presence && <Pill>{words(one.presence)}</Pill>}
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** The words that come with it, in their order; the presence is said beside them. */
export function unseenSentence(one: Unseen): string {
  const said = Object.entries(one).filter(([name]) => name !== "presence");
  return said.flatMap(([, value]) => (typeof value === "string" && value !== "" ? [value] : [])).join(": ");
}
