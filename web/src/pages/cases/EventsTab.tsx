/** EventsTab: every event of the case, and why each one was grouped with the others. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { api, read } from "../../api/client";
import { me, timeline } from "../../api/queries";
import type { Case, TimelineEntry } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Empty, Failed, Skeleton } from "../../components/Feedback";
import { Table } from "../../components/Table";
import { Time } from "../../components/Time";
import { plural, visible, words } from "../../lib/format";
import styles from "./EventsTab.module.css";

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
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const may = useQuery(me).data?.permissions.includes("cases.write") ?? false;
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
            ...(may && events.length > 1 ? [{ head: "Choose", cell: chooser(chosen, setChosen), width: "56px" }] : []),
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
      {chosen.size > 0 && <Split item={item} events={[...chosen]} all={events.length} />}
    </Card>
  );
}

const chooser = (chosen: ReadonlySet<string>, choose: (ids: ReadonlySet<string>) => void) =>
  function cell(entry: TimelineEntry): ReactElement {
    const flip = () => {
      const ids = new Set(chosen);
      if (!ids.delete(entry.ref)) ids.add(entry.ref);
      choose(ids);
    };
    return (
      <label className={styles.choose}>
        <input
          type="checkbox"
          checked={chosen.has(entry.ref)}
          onChange={flip}
          aria-label={`Choose ${words(entry.text)} of ${entry.at}`}
        />
      </label>
    );
  };

/** What does not belong here becomes a case of its own; merging it back undoes that. */
function Split({ item, events, all }: { item: Case; events: string[]; all: number }): ReactElement {
  const navigate = useNavigate();
  const split = useMutation({
    mutationFn: () =>
      read<Case>(
        api.POST("/api/v1/cases/{ref}/split", {
          params: { path: { ref: item.case_id } },
          body: { events, entity: "", title: "", reason: "" },
        }),
      ),
    onSuccess: (made) => navigate({ to: "/cases/$ref", params: { ref: made.number } }),
  });
  return (
    <div className={styles.split}>
      <Button kind="primary" onClick={() => split.mutate()} disabled={split.isPending || events.length === all}>
        Split {plural(events.length, "event")} off
      </Button>
      <span>
        {events.length === all ? "Something has to stay." : "into a case of their own, which is investigated."}
      </span>
      {split.error && <p role="alert">{visible(split.error.message)}</p>}
    </div>
  );
}
