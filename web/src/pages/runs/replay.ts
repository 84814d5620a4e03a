/** Replay: a run taken through again entry by entry, in the order in which it happened. */
import type { Entry } from "../../api/runs";
import type { Row } from "./rows";

export const SPEEDS = [1, 2, 5, 10] as const;
export type Speed = (typeof SPEEDS)[number];
const SHORTEST_MS = 120;
const LONGEST_MS = 2_000;

/** How far an entry is at a place of the replay. */
export type Stage = "ahead" | "running" | "over";

/** How long to stay at `place`: as long as it took until the next, but neither too short to see nor too long to wait. */
export function pause(timeline: readonly Entry[], place: number, speed: Speed): number {
  const [here, next] = [timeline[place], timeline[place + 1]].map((one) =>
    one?.timestamp ? Date.parse(one.timestamp) : null,
  );
  const gap = here === null || here === undefined || next === null || next === undefined ? 0 : next - here;
  return Math.max(SHORTEST_MS, Math.min(LONGEST_MS, gap / speed));
}

/** The place of an entry by its id; the first where it is not there. */
export const placeOf = (timeline: readonly Entry[], id: string | undefined): number =>
  Math.max(
    0,
    timeline.findIndex((one) => one.event_id === id),
  );

export const kept = (place: number, length: number): number => Math.max(0, Math.min(length - 1, place));

/** What the replay shows of a row when it stands at `place`. */
export function stageOf(
  row: Row,
  order: ReadonlyMap<string, number>,
  place: number,
  timeline: readonly Entry[],
): Stage {
  if ((order.get(row.entry.event_id) ?? 0) > place) return "ahead";
  const at = timeline[place]?.timestamp;
  return at && row.end !== null && row.end > Date.parse(at) ? "running" : "over";
}

/** The places of the entries by id. */
export const orderOf = (timeline: readonly Entry[]): Map<string, number> =>
  new Map(timeline.map((one, place) => [one.event_id, place]));

/** The next failed entry after (or with -1 before) a place; null where there is none. */
export function nextFailed(timeline: readonly Entry[], place: number, way: 1 | -1): number | null {
  for (let at = place + way; at >= 0 && at < timeline.length; at += way) {
    if (["failure", "timeout", "triggered"].includes(timeline[at]?.status ?? "")) return at;
  }
  return null;
}
