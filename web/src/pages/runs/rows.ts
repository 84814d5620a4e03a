/** Rows: the steps, calls and checks of a run as rows of a tree, each with its stretch of time. */
import type { Entry } from "../../api/runs";

export type Kind = "step" | "agent" | "model" | "tool" | "retrieval" | "guard";
export interface Row {
  entry: Entry;
  kind: Kind;
  depth: number;
  isFailed: boolean;
  /** ms since 1970; null where nobody said when. */
  start: number | null;
  end: number | null;
  tries: number;
}
export interface Bar {
  left: number;
  width: number;
}
export interface Stretch {
  start: number;
  end: number;
}

const KINDS: Record<string, Kind> = {
  agent: "agent",
  llm: "model",
  tool: "tool",
  retrieval: "retrieval",
  guardrail: "guard",
};
const FAILED = new Set(["failure", "timeout"]);
export const LEAST_PX = 6;

/** Parents before their children, in order of time; a parent that nobody sent leaves its children at the top. */
export function rowsOf(timeline: readonly Entry[]): Row[] {
  const known = new Set(timeline.map((one) => one.event_id));
  const children = new Map<string, Entry[]>();
  for (const entry of timeline) {
    const parent = parentOf(entry, known);
    children.set(parent, [...(children.get(parent) ?? []), entry]);
  }
  const rows: Row[] = [];
  const seen = new Set<string>();
  const take = (parent: string, depth: number) => {
    for (const entry of children.get(parent) ?? []) {
      if (seen.has(entry.event_id)) continue;
      seen.add(entry.event_id);
      rows.push(rowOf(entry, depth));
      take(entry.event_id, depth + 1);
    }
  };
  take("", 0);
  for (const entry of timeline) if (!seen.has(entry.event_id)) rows.push(rowOf(entry, 0)); // parents in a circle
  return rows;
}

/** From the first beginning to the last end. */
export function stretchOf(rows: readonly Row[]): Stretch {
  const starts = rows.flatMap((row) => row.start ?? []);
  const ends = rows.flatMap((row) => row.end ?? row.start ?? []);
  const start = starts.reduce((least, one) => Math.min(least, one), starts[0] ?? 0);
  const end = ends.reduce((most, one) => Math.max(most, one), ends[0] ?? start);
  return { start, end: Math.max(end, start + 1) };
}

/** Where a row stands on a line of `width` px: never thinner than can be seen and hit, never over the end. */
export function barOf(row: Row, stretch: Stretch, width: number): Bar | null {
  if (row.start === null) return null;
  const scale = width / (stretch.end - stretch.start);
  const size = Math.max(LEAST_PX, ((row.end ?? row.start) - row.start) * scale);
  const left = Math.min((row.start - stretch.start) * scale, width - size);
  return { left: Math.max(0, left), width: Math.min(size, width) };
}

const SECOND = 1000;
const LONG_STEPS = [15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200].map((one) => one * SECOND);

/** Round distances from the beginning (ms) for the axis: tens below a quarter of a minute, what a clock has above. */
export function ticksOf(stretch: Stretch, most: number): number[] {
  const length = stretch.end - stretch.start;
  const power = 10 ** Math.floor(Math.log10(length / most));
  const steps = [...[1, 2, 5, 10].map((one) => one * power).filter((one) => one <= 10 * SECOND), ...LONG_STEPS];
  const step = steps.find((one) => length / one <= most) ?? length;
  return Array.from({ length: Math.floor(length / step + 1e-9) + 1 }, (_, index) => index * step);
}

function rowOf(entry: Entry, depth: number): Row {
  const { details } = entry;
  const start = entry.timestamp === null ? null : Date.parse(entry.timestamp);
  const ended = typeof details.ended_at === "string" ? Date.parse(details.ended_at) : null;
  const took = typeof details.latency_ms === "number" ? details.latency_ms : 0;
  return {
    entry,
    depth,
    kind: kindOf(entry),
    isFailed: FAILED.has(entry.status),
    start,
    end: ended ?? (start === null ? null : start + took),
    tries: 1 + (typeof details.retries === "number" ? details.retries : 0),
  };
}

function kindOf(entry: Entry): Kind {
  if (entry.event_type === "guardrail") return "guard";
  const given = typeof entry.details.kind === "string" ? entry.details.kind : "";
  return KINDS[given] ?? (entry.event_type === "tool_call" ? "tool" : "step");
}

function parentOf(entry: Entry, known: ReadonlySet<string>): string {
  const { details } = entry;
  const named = entry.event_type === "step" ? [details.parent_id] : [details.call_id, details.step_id];
  const found = named.find((one) => typeof one === "string" && known.has(one) && one !== entry.event_id);
  return typeof found === "string" ? found : "";
}
