/** Pulse: how a case went, in words, and when what is known of it is no longer how it went. */
import type { Case, Pulse } from "../../api/shapes";
import { plural } from "../../lib/format";
import { span } from "../../lib/time";

export type { Pulse } from "../../api/shapes";

const OVER: readonly Case["state"][] = ["resolved", "closed", "merged"];
const SOONEST_MS = 15_000;

/** What is known under it holds until the case has another event or another state. */
export const keyOf = (item: Case): string => `${item.case_id} ${item.event_count} ${item.state}`;

/** Whether so much time has passed since that its bars would stand elsewhere. */
export function isStale(known: Pulse, state: Case["state"], now: number): boolean {
  if (OVER.includes(state) || known.counts.length === 0) return false;
  return now - Date.parse(known.until) > Math.max(SOONEST_MS, lasting(known) / known.counts.length);
}

/** `12 events, most in the first minute`. `events` counts repeats of an alert, too, which are no bars. */
export function told(known: Pulse, events: number): string {
  const drawn = sum(known.counts);
  if (known.counts.length === 0) return plural(events, "event");
  const repeats = events > drawn ? `, ${plural(events - drawn, "repeat")}` : "";
  return (drawn === 0 ? "No events" : plural(drawn, "event") + when(known, drawn)) + repeats;
}

function when(known: Pulse, drawn: number): string {
  if (drawn === 1) return "";
  if (lasting(known) < 1000) return " at once";
  const part = lasting(known) / known.counts.length;
  const most = known.counts.length / 3;
  for (const [word, counts] of [["first", known.counts] as const, ["last", [...known.counts].reverse()] as const]) {
    const parts = reach(counts, drawn);
    const how = sum(counts.slice(0, parts)) === drawn ? "all" : "most";
    if (parts <= most) return `, ${how} in the ${word} ${unit(parts * part)}`;
  }
  return ` over ${span(lasting(known))}`;
}

/** How many parts hold more than half. */
function reach(counts: readonly number[], drawn: number): number {
  let seen = 0;
  return counts.findIndex((n) => (seen += n) * 2 > drawn) + 1;
}

const lasting = (known: Pulse): number => Date.parse(known.until) - Date.parse(known.since);
const sum = (counts: readonly number[]): number => counts.reduce((total, n) => total + n, 0);

const ONE: Record<string, string> = { "1 s": "second", "1 min": "minute", "1 h": "hour", "1 d": "day" };

function unit(ms: number): string {
  const text = span(Math.max(1000, Math.ceil(ms / 1000) * 1000));
  return ONE[text] ?? text;
}
