/** Lanes: what happened when, sorted into the lanes of the timeline. */
import type { Report, TimelineEntry } from "../../api/shapes";
import { entityName, words } from "../../lib/format";

export interface Mark {
  at: number;
  text: string;
  tone: "change" | "quiet" | "hot" | "agent" | "action";
}
export interface Lane {
  name: string;
  marks: Mark[];
}
export interface Lanes {
  lanes: Lane[];
  start: number;
  end: number;
  onset: number | null;
}

const MARGIN = 90_000;

export function lanesOf(report: Report, entries: readonly TimelineEntry[]): Lanes {
  const cause = report.verdict.cause;
  const onset = cause?.onset ? Date.parse(cause.onset) : null;
  const seen = report.evidence.filter((item) => item.onset !== null);
  const of = (prefix: string) => seen.filter((item) => item.kind.startsWith(prefix));
  const changes = of("change.").map((item): Mark => ({
    at: Date.parse(item.onset ?? ""),
    text: item.text.replace(/ \(.*$/u, ""),
    tone: cause?.change && item.value.ref === cause.change ? "change" : "quiet",
  }));
  const alerts = entries
    .filter((entry) => entry.kind === "event")
    .map((entry): Mark => ({
      at: Date.parse(entry.at),
      text: `${words(entry.text)} ${eventEntity(entry)}`.trim(),
      tone: "hot",
    }));
  const hot = (prefix: string) =>
    of(prefix).map((item): Mark => ({
      at: Date.parse(item.onset ?? ""),
      text: `${entityName(item.entity)}: ${item.text}`,
      tone: "hot",
    }));
  const facts = [...changes, ...alerts, ...hot("metric."), ...hot("log."), ...hot("kubernetes.")];
  const times = facts.map((mark) => mark.at);
  const start = Math.min(...times, onset ?? Infinity) - MARGIN;
  const end = Math.max(...times, onset ?? -Infinity) + MARGIN;
  const people = entries
    .filter((entry) => entry.kind !== "event")
    .map((entry): Mark => ({ at: Date.parse(entry.at), text: entry.text, tone: isAgent(entry) ? "agent" : "action" }))
    .filter((mark) => mark.at >= start && mark.at <= end);
  const lanes = [
    { name: "Changes", marks: changes },
    { name: "Kubernetes", marks: hot("kubernetes.") },
    { name: "Signals", marks: hot("metric.") },
    { name: "Logs", marks: hot("log.") },
    { name: "Alerts", marks: alerts },
    { name: "Agents", marks: people.filter((mark) => mark.tone === "agent") },
    { name: "Actions", marks: people.filter((mark) => mark.tone === "action") },
  ];
  return { lanes: lanes.filter((lane) => lane.marks.length > 0), start, end, onset };
}

const isAgent = (entry: TimelineEntry): boolean =>
  ["pipeline", "investigator", "rootward"].includes(entry.actor) || entry.actor.startsWith("agent.");

function eventEntity(entry: TimelineEntry): string {
  const entity = entry.body.entity;
  if (typeof entity !== "object" || entity === null || Array.isArray(entity)) return "";
  return typeof entity.service === "string" ? entity.service : "";
}
