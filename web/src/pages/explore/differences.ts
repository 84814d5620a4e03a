/** Differences: what is other in a selection than before it: measured lines, kinds of log lines and kinds of events. */
import type { Explored } from "../../api/explore";
import { figures, measured } from "../../lib/format";
import type { Range } from "./search";

export interface Difference {
  kind: "metric" | "log" | "event";
  name: string;
  unit: string;
  before: number | null;
  after: number | null;
  /** How far it is from what was usual, in units of what it varies by. */
  score: number;
}

const LEAST_SCORE = 2;
const LEAST_SHARE = 0.1;
/** A change of less than this share of the value itself is no change, however quiet the line was. */
const ALWAYS_VARIES = 0.02;

/** The most different first. What came before the selection is the baseline; where that is nothing, what came after. */
export function differences(found: Explored, selection: Range): Difference[] {
  const place = (wanted: (at: number) => boolean) => found.times.flatMap((at, index) => (wanted(at) ? [index] : []));
  const inside = place((at) => at >= selection.start && at < selection.end);
  const first = found.times[firstPlace(found)] ?? 0;
  const earlier = place((at) => at >= first && at < selection.start);
  const outside = earlier.length > 0 ? earlier : place((at) => at >= selection.end);
  if (inside.length === 0 || outside.length === 0) return [];
  const told = [
    ...found.metrics.map((line) => ofMetric(nameOf(line), unitOf(line), line.values, inside, outside)),
    ...found.logs.map((line) =>
      ofCount("log", line.text, total(line.counts, inside), total(line.counts, outside), inside.length, outside.length),
    ),
    ...ofEvents(found, selection, inside.length, outside, earlier.length > 0),
  ];
  return told.filter((one) => one !== null).sort((a, b) => b.score - a.score || a.name.localeCompare(b.name));
}

export function nameOf(line: Explored["metrics"][number]): string {
  return [line.name, line.stat === "value" ? "" : line.stat, attributesOf(line)].filter(Boolean).join(" ");
}

export const attributesOf = (line: Explored["metrics"][number]): string => Object.values(line.attributes).join(" ");

/** A rate is of one second, whatever the line itself is measured in. */
export const unitOf = (line: Explored["metrics"][number]): string => (line.stat === "rate" ? "/s" : line.unit);

export const said = (value: number, unit: string): string =>
  unit === "/s" ? `${figures(value)}/s` : measured(value, unit);

/** Where anything is known from; before that a count of zero says nothing. */
function firstPlace(found: Explored): number {
  const known = found.times.findIndex(
    (_, place) =>
      found.metrics.some((line) => line.values[place] !== null) || found.logs.some((line) => line.counts[place] !== 0),
  );
  return Math.max(0, known);
}

type Values = readonly (number | null)[];

function ofMetric(name: string, unit: string, values: Values, inside: number[], outside: number[]): Difference | null {
  const [now, then] = [inside, outside].map((places) => places.flatMap((place) => values[place] ?? []));
  if (!now || !then || (now.length === 0 && then.length === 0)) return null;
  if (now.length === 0 || then.length === 0) {
    const [after, before] = [now.length > 0 ? mean(now) : null, then.length > 0 ? mean(then) : null];
    return Math.max(now.length, then.length) < 3
      ? null
      : { kind: "metric", name, unit, before, after, score: LEAST_SCORE };
  }
  const [after, before] = [mean(now), mean(then)];
  const varies = deviation(then, before) + Math.abs(before) * ALWAYS_VARIES + Number.EPSILON;
  const score = Math.abs(after - before) / varies;
  const share = Math.abs(after - before) / Math.max(Math.abs(after), Math.abs(before), Number.EPSILON);
  return score < LEAST_SCORE || share < LEAST_SHARE ? null : { kind: "metric", name, unit, before, after, score };
}

/** Counts are compared as counts a step, so that ranges of other lengths are like each other. */
function ofCount(
  kind: "log" | "event",
  name: string,
  now: number,
  then: number,
  steps: number,
  stepsThen: number,
): Difference | null {
  const expected = (then / stepsThen) * steps;
  const score = Math.abs(now - expected) / Math.sqrt(expected + 1);
  if (score < LEAST_SCORE) return null;
  return { kind, name, unit: "", before: expected, after: now, score };
}

function ofEvents(
  found: Explored,
  selection: Range,
  steps: number,
  outside: number[],
  isEarlier: boolean,
): (Difference | null)[] {
  const counts = new Map<string, [number, number]>();
  for (const event of found.events) {
    const at = Date.parse(event.at);
    const isInside = at >= selection.start && at < selection.end;
    const isOutside = isEarlier ? at < selection.start : at >= selection.end;
    const pair = counts.get(event.event_type) ?? [0, 0];
    counts.set(event.event_type, [pair[0] + Number(isInside), pair[1] + Number(isOutside)]);
  }
  // One event that never was before is worth a look, which a count of one is not.
  return [...counts].map(([name, [now, then]]) =>
    now > 0 && then === 0
      ? { kind: "event", name, unit: "", before: 0, after: now, score: LEAST_SCORE + now }
      : ofCount("event", name, now, then, steps, outside.length),
  );
}

const mean = (values: number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

const deviation = (values: number[], middle: number): number =>
  Math.sqrt(values.reduce((sum, one) => sum + (one - middle) ** 2, 0) / values.length);

const total = (counts: readonly number[], places: readonly number[]): number =>
  places.reduce((sum, place) => sum + (counts[place] ?? 0), 0);
