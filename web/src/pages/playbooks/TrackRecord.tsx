/** TrackRecord: what was measured after the runs of a playbook, and for which faults it is proposed no more. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { playbookStanding } from "../../api/playbooks";
import { Failed, Skeleton } from "../../components/Feedback";
import { plural, visible } from "../../lib/format";
import styles from "./Playbooks.module.css";
import { recordWords } from "./words";

export function TrackRecord({ name }: { name: string }): ReactElement {
  const found = useQuery(playbookStanding(name));
  if (found.error) return <Failed error={found.error} what="outcome of its runs" retry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton height={84} />;
  const { held, not_held, cannot_tell, at_work, proposed, success_rate, given_up, failures_allowed } = found.data;
  const parts: [string, number, string | undefined][] = [
    ["held", held, styles.held],
    ["did not hold", not_held, styles.notHeld],
    ["cannot be told", cannot_tell, styles.untold],
  ];
  const total = held + not_held + cannot_tell;
  return (
    <>
      <p className={styles.rate}>
        {success_rate !== null && <strong>{Math.round(success_rate * 100)}%</strong>}
        <span>{recordWords(found.data)}</span>
      </p>
      {total > 0 && (
        <div className={styles.bar} aria-hidden="true">
          {parts.map(
            ([word, many, tint]) => many > 0 && <span key={word} className={tint} style={{ flexGrow: many }} />,
          )}
        </div>
      )}
      <ul className={styles.tally}>
        {total > 0 &&
          parts.map(([word, many, tint]) => (
            <li key={word}>
              <i className={tint} aria-hidden="true" /> {many} {word}
            </li>
          ))}
        {at_work > 0 && <li>{at_work} at work</li>}
        {proposed > 0 && <li>{proposed} proposed</li>}
      </ul>
      {given_up.length > 0 && (
        <div className={styles.givenUp}>
          <h3>Not proposed again for</h3>
          <ul>
            {given_up.map((one) => (
              <li key={one.signature}>
                <code>{visible(one.signature)}</code>
                <span>failed {plural(one.times, "time")}; a person may still start it</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <p className={styles.next}>
        <Link to="/playbooks/$name" params={{ name }} search={{ tab: "cases" }} className={styles.link ?? ""}>
          Cases and runs
        </Link>
        <span className={styles.quiet}>
          After {plural(failures_allowed, "failure")} for the same fault it is left to people.
        </span>
      </p>
    </>
  );
}
