/** EventsTab: every event of the case, and why each one was grouped with the others. */
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { timeline } from "../../api/queries";
import type { Case, TimelineEntry } from "../../api/shapes";
import { Card } from "../../components/Card";
import { Empty, Failed, Skeleton } from "../../components/Feedback";
import { Table } from "../../components/Table";
import { Time } from "../../components/Time";
import { plural, visible, words } from "../../lib/format";

const text = (entry: TimelineEntry, name: string): string => {
  const value = entry.body[name];
  return typeof value === "string" ? value : "";
};

const subject = (entry: TimelineEntry): string => {
  const entity = entry.body.entity;
  if (typeof entity !== "object" || entity === null || Array.isArray(entity)) return "";
  return Object.values(entity)
    .filter((part) => typeof part === "string")
    .join(" / ");
};

export function EventsTab({ item }: { item: Case }): ReactElement {
  const found = useQuery(timeline(item.number));
  if (found.error) return <Failed error={found.error} what="list of events" retry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton height={400} />;
  const events = found.data.items.filter((entry) => entry.kind === "event");
  return (
    <Card title="Why these events are one case" aside={plural(events.length, "event")}>
      {events.length === 0 ? (
        <Empty title="No events">This case was opened by a question, not by an event.</Empty>
      ) : (
        <Table
          label="Events of the case"
          rows={events}
          id={(entry) => entry.ref}
          columns={[
            { head: "Time", cell: (entry) => <Time at={entry.at} />, width: "84px" },
            { head: "Event", cell: (entry) => visible(words(entry.text)) },
            { head: "About", cell: (entry) => visible(subject(entry)) },
            { head: "Source", cell: (entry) => visible(entry.actor) },
            { head: "Rule", cell: (entry) => words(text(entry, "rule")) },
            { head: "Why it belongs here", cell: (entry) => visible(text(entry, "reason")) },
            { head: "Score", cell: (entry) => Number(entry.body.score ?? 0).toFixed(2), align: "right" },
          ]}
        />
      )}
    </Card>
  );
}
