/** CaseHead: what broke, how bad it is, where it stands, who has it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactElement, type ReactNode, useMemo } from "react";
import { api, read } from "../../api/client";
import { me } from "../../api/queries";
import type { Case, Investigation } from "../../api/shapes";
import { useNames } from "../../api/useNames";
import { Ago } from "../../components/Ago";
import { Button } from "../../components/Button";
import { Severity } from "../../components/Severity";
import { Time } from "../../components/Time";
import { useKeys } from "../../lib/keyboard";
import { usePrefs } from "../../lib/prefs";
import { entityName, plural, visible, words } from "../../lib/format";
import { zoneName } from "../../lib/time";
import styles from "./CaseHead.module.css";
import { CaseMenu } from "./CaseMenu";

interface Props {
  item: Case;
  affected: number;
  last: Investigation | undefined;
  calls: number | undefined;
}

export function CaseHead({ item, affected, last, calls }: Props): ReactElement {
  const named = useNames([item.assigned_to, item.acknowledged_by]);
  const { zone } = usePrefs();
  const started = item.first_event_ts;
  const facts: [string, ReactNode][] = [
    ...(item.snoozed_until
      ? [["Snoozed until", <Time key="s" at={item.snoozed_until} day />] as [string, ReactNode]]
      : []),
    ["Affected", affected > 0 ? plural(affected, "service") : <SameService key="a" entity={item.entity} />],
    [
      "Correlated",
      <Link
        key="c"
        to="/cases/$ref"
        params={{ ref: item.number }}
        search={{ tab: "events" }}
        className={styles.link ?? ""}
      >
        {plural(item.event_count, "event")}
      </Link>,
    ],
    ...(item.source ? [["Source", visible(item.source)] as [string, ReactNode]] : []),
    ["Investigated", investigated(last, calls)],
    [
      "Owner",
      item.assigned_to
        ? named(item.assigned_to)
        : item.acknowledged_by
          ? `Acknowledged by ${named(item.acknowledged_by)}`
          : "Nobody",
    ],
  ];
  return (
    <header className={styles.head}>
      <div className={styles.line}>
        <Severity level={item.severity} soft />
        <strong>{words(item.state)}</strong>
        <span className={styles.started}>
          Started <Time at={started} day /> {zoneName(zone)}, <Ago at={started} />
        </span>
      </div>
      <div className={styles.title}>
        <h1>{visible(item.title)}</h1>
        <Marks item={item} />
      </div>
      <dl className={styles.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </header>
  );
}

/** Leads to what else is wrong with it, and was. */
function SameService({ entity }: { entity: string }): ReactNode {
  return entity === "" ? (
    "Nothing yet"
  ) : (
    <Link to="/cases" search={{ entity, all: true }} className={styles.link ?? ""}>
      {visible(entityName(entity))}
    </Link>
  );
}

function investigated(last: Investigation | undefined, calls: number | undefined): string {
  if (!last) return "Not yet";
  if (!last.started_at || !last.ended_at) return last.status === "queued" ? "Queued" : "Under way";
  const seconds = (Date.parse(last.ended_at) - Date.parse(last.started_at)) / 1000;
  const took = seconds < 10 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`;
  return calls === undefined ? took : `${took}, ${plural(calls, "tool call")}`;
}

/** Acknowledging and taking show at once, and are taken back when the server refuses. */
function Marks({ item }: { item: Case }): ReactElement | null {
  const queries = useQueryClient();
  const who = useQuery(me).data;
  const key = ["case", item.number];
  const mark = useMutation({
    mutationFn: (verb: "acknowledge" | "unacknowledge") =>
      verb === "acknowledge"
        ? read<Case>(api.POST("/api/v1/cases/{ref}/acknowledge", { params: { path: { ref: item.case_id } } }))
        : read<Case>(api.POST("/api/v1/cases/{ref}/unacknowledge", { params: { path: { ref: item.case_id } } })),
    onMutate: (verb) => {
      const before = queries.getQueryData<Case>(key);
      queries.setQueryData<Case>(
        key,
        (old) => old && { ...old, acknowledged_by: verb === "acknowledge" ? (who?.id ?? "me") : null },
      );
      return before;
    },
    onError: (_error, _verb, before) => queries.setQueryData(key, before),
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  });
  const assign = useMutation({
    mutationFn: (to: string | null) =>
      read<Case>(
        api.POST("/api/v1/cases/{ref}/assign", {
          params: { path: { ref: item.case_id } },
          body: { to, reason: "", until: "" },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  });
  const { mutate } = mark;
  const verb = item.acknowledged_by ? "unacknowledge" : "acknowledge";
  const may = who?.permissions.includes("cases.write") ?? false;
  const { mutate: give } = assign;
  const id = who?.id ?? "";
  useKeys(useMemo(() => (may ? { e: () => mutate(verb), i: () => give(id) } : {}), [may, mutate, verb, give, id]));
  if (!may || !who) return <div className={styles.marks} />;
  return (
    <div className={styles.marks}>
      <Button onClick={() => mutate(verb)}>{item.acknowledged_by ? "Take back" : "Acknowledge"}</Button>
      <Button onClick={() => assign.mutate(item.assigned_to ? null : who.id)}>
        {item.assigned_to ? "Give back" : "Take it"}
      </Button>
      <CaseMenu item={item} />
    </div>
  );
}
