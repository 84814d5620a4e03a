/** Compared: how the difference of two runs is told and laid out. */
import type { Aligned, RunDiff } from "../../api/runs";
import type { Json } from "../../api/shapes";
import { plural, visible } from "../../lib/format";

/** Settings that say how a run ended, not how it was made. */
export const OUTCOME: ReadonlySet<string> = new Set(["status", "error_type", "error_message"]);

/** Where they part, in a sentence. */
export function partingWords(diff: RunDiff): string {
  const isOfCalls = diff.calls.length > 0;
  const entries = isOfCalls ? diff.calls : diff.steps;
  if (entries.length === 0) return "Neither run recorded a step or a call.";
  if (diff.parts_at === null) return `They did the same in ${isOfCalls ? "every call" : "every step"}.`;
  const entry = entries[diff.parts_at];
  const what = isOfCalls ? "call" : "step";
  const before =
    diff.parts_at === 0 ? "from the start" : `after ${plural(diff.parts_at, `${what} alike`, `${what}s alike`)}`;
  return `They part ${before}: ${entry ? told(entry, what) : ""}.`;
}

function told(entry: Aligned, what: string): string {
  const name = visible(entry.name);
  if (entry.verdict === "removed") return `the ${what} ${name} was left out`;
  if (entry.verdict === "added") return `the ${what} ${name} was added`;
  return `the ${what} ${name} went differently`;
}

/** Pairs `[name, before, after]` of what is different in an entry; for one that stands alone, how it ended. */
export function differencesOf(entry: Aligned): [string, Json, Json][] {
  return Object.entries(entry.differences).flatMap(([name, value]): [string, Json, Json][] => {
    if (!Array.isArray(value)) return [];
    return [[name, value[0] ?? null, value[1] ?? null]];
  });
}

/** A value short enough for a cell. */
export function short(value: Json): string {
  if (value === null) return "none";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return visible(text.length > 200 ? `${text.slice(0, 199)}…` : text);
}
