/** ActivityTab: what people and agents did about the case, and every attempt to explain it. */
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { activity } from "../../api/queries";
import { useNames } from "../../api/useNames";
import type { Case, Investigation } from "../../api/shapes";
import { Card } from "../../components/Card";
import { Failed, Skeleton } from "../../components/Feedback";
import { Pill } from "../../components/Pill";
import { toneOf } from "../../components/states";
import { Table } from "../../components/Table";
import { Time } from "../../components/Time";
import { visible, visibleLines, words } from "../../lib/format";
import styles from "./ActivityTab.module.css";
import { CommentForm } from "./CommentForm";

export function ActivityTab({ item, investigations }: { item: Case; investigations: Investigation[] }): ReactElement {
  const found = useQuery(activity(item.number));
  const named = useNames(found.data?.items.flatMap((entry) => [entry.actor, entry.text]) ?? []);
  if (found.error) return <Failed error={found.error} what="activity" retry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton height={400} />;
  const done = found.data.items.toReversed();
  return (
    <div className={styles.columns}>
      <Card title="Activity">
        <div className={styles.say}>
          <CommentForm item={item} />
        </div>
        <Table
          label="What was done"
          rows={done}
          id={(entry) => String(entry.seq) + entry.kind}
          columns={[
            { head: "Time", cell: (entry) => <Time at={entry.at} day />, width: "118px" },
            { head: "Who", cell: (entry) => named(entry.actor) },
            {
              head: "What",
              cell: (entry) =>
                entry.kind === "comment" ? (
                  <p className={styles.said}>{visibleLines(entry.text)}</p>
                ) : (
                  named(entry.text)
                ),
            },
          ]}
        />
      </Card>
      <Card title="Investigations">
        <Table
          label="Investigations"
          rows={investigations}
          id={(one) => one.investigation_id}
          columns={[
            { head: "Attempt", cell: (one) => one.attempt, width: "64px" },
            { head: "Status", cell: (one) => <Pill tone={toneOf(one.status)}>{words(one.status)}</Pill> },
            { head: "Result", cell: (one) => visible(one.message) },
            { head: "Asked", cell: (one) => <Time at={one.created_at} day />, width: "118px" },
          ]}
        />
      </Card>
    </div>
  );
}
