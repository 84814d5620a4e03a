import { describe, expect, it } from "vitest";
import type { Entry } from "../../api/runs";
import { barOf, LEAST_PX, rowsOf, stretchOf, ticksOf } from "./rows";

const START = Date.parse("2024-01-15T10:30:00Z");
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();
const entry = (id: string, type: Entry["event_type"], seconds: number, details: Entry["details"] = {}): Entry => ({
  event_id: id,
  event_type: type,
  timestamp: at(seconds),
  name: id,
  status: "success",
  details,
});

describe("rowsOf", () => {
  it("puts calls under their step and checks under their call", () => {
    const rows = rowsOf([
      entry("s1", "step", 0),
      entry("s2", "step", 5),
      entry("c1", "tool_call", 5, { step_id: "s2" }),
      entry("c2", "tool_call", 6, { step_id: "s2", kind: "retrieval" }),
      entry("g1", "guardrail", 8, { step_id: "s2", call_id: "c1" }),
    ]);
    expect(rows.map((row) => [row.entry.event_id, row.depth, row.kind])).toEqual([
      ["s1", 0, "step"],
      ["s2", 0, "step"],
      ["c1", 1, "tool"],
      ["g1", 2, "guard"],
      ["c2", 1, "retrieval"],
    ]);
  });

  it("keeps every entry where parents are unknown, themselves, or in a circle", () => {
    const rows = rowsOf([
      entry("a", "step", 0, { parent_id: "b" }),
      entry("b", "step", 1, { parent_id: "a" }),
      entry("c", "step", 2, { parent_id: "c" }),
      entry("d", "tool_call", 3, { step_id: "gone" }),
    ]);
    expect(rows.map((row) => row.entry.event_id).sort()).toEqual(["a", "b", "c", "d"]);
  });

  it("ends where the entry says, else after its latency, else where it began", () => {
    const rows = rowsOf([
      entry("a", "step", 0, { ended_at: at(4), latency_ms: 1 }),
      entry("b", "step", 1, { latency_ms: 350, retries: 2 }),
      entry("c", "step", 2),
    ]);
    expect(rows.map((row) => (row.end ?? 0) - START)).toEqual([4000, 1350, 2000]);
    expect(rows.map((row) => row.tries)).toEqual([1, 3, 1]);
  });
});

describe("barOf", () => {
  it("is never thinner than can be seen, and never runs over the end", () => {
    const rows = rowsOf([entry("a", "step", 0, { ended_at: at(100) }), entry("b", "step", 100)]);
    const stretch = stretchOf(rows);
    expect(rows.map((row) => barOf(row, stretch, 500))).toEqual([
      { left: 0, width: 500 },
      { left: 500 - LEAST_PX, width: LEAST_PX },
    ]);
  });

  it("is none without a time", () => {
    const row = rowsOf([{ ...entry("a", "step", 0), timestamp: null }])[0];
    expect(row && barOf(row, { start: 0, end: 1 }, 100)).toBeNull();
  });

  it("spans a moment where all happened at once", () => {
    const stretch = stretchOf(rowsOf([entry("a", "step", 0)]));
    expect(stretch.end).toBeGreaterThan(stretch.start);
    expect(stretchOf([])).toEqual({ start: 0, end: 1 });
  });
});

describe("ticksOf", () => {
  it("is round and not too many", () => {
    expect(ticksOf({ start: START, end: START + 45_000 }, 6)).toEqual([0, 10_000, 20_000, 30_000, 40_000]);
    expect(ticksOf({ start: 0, end: 620_000 }, 6)).toEqual([0, 120_000, 240_000, 360_000, 480_000, 600_000]);
    for (const length of [1, 7, 999, 60_000, 86_400_000]) {
      expect(ticksOf({ start: 0, end: length }, 6).length).toBeLessThanOrEqual(7);
    }
  });
});
