import { expect, it } from "vitest";
import type { Aligned, RunDiff } from "../../api/runs";
import { differencesOf, partingWords, short } from "./compared";

const entry = (verdict: Aligned["verdict"], name = "search"): Aligned => ({
  verdict,
  name,
  ids: ["a", "b"],
  differences: {},
});
const diff = (calls: Aligned[], parts_at: number | null, steps: Aligned[] = []): RunDiff => ({
  before: "a",
  after: "b",
  settings: {},
  steps,
  calls,
  parts_at,
});

it("says where two runs part", () => {
  expect(partingWords(diff([entry("same"), entry("added", "pay")], 1))).toBe(
    "They part after 1 call alike: the call pay was added.",
  );
  expect(partingWords(diff([entry("removed")], 0))).toBe("They part from the start: the call search was left out.");
  expect(partingWords(diff([], 0, [entry("changed", "Plan")]))).toBe(
    "They part from the start: the step Plan went differently.",
  );
  expect(partingWords(diff([entry("same")], null))).toBe("They did the same in every call.");
  expect(partingWords(diff([], null))).toBe("Neither run recorded a step or a call.");
});

it("tells each difference with what was and what is", () => {
  const changed = { ...entry("changed"), differences: { args: [{ a: 1 }, null], status: "failure" } };
  expect(differencesOf(changed)).toEqual([["args", { a: 1 }, null]]);
  expect([short({ a: 1 }), short(null), short("x".repeat(300)).length]).toEqual(['{"a":1}', "none", 200]);
});
