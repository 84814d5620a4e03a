import { expect, it } from "vitest";
import type { Entry } from "../../api/runs";
import { kept, nextFailed, orderOf, pause, placeOf, stageOf } from "./replay";
import { rowsOf } from "./rows";

const START = Date.parse("2024-01-15T10:30:00Z");
const iso = (ms: number) => new Date(START + ms).toISOString();
const entry = (id: string, ms: number, status = "success", took = 0): Entry => ({
  event_id: id,
  event_type: "step",
  timestamp: iso(ms),
  name: id,
  status,
  details: { latency_ms: took },
});
const TIMELINE = [
  entry("a", 0, "success", 900),
  entry("b", 10, "failure"),
  entry("c", 1010),
  entry("d", 90_000, "timeout"),
];

it("stays as long as it took, but neither too short to see nor too long to wait", () => {
  expect([0, 1, 2, 3].map((place) => pause(TIMELINE, place, 1))).toEqual([120, 1000, 2000, 120]);
  expect(pause(TIMELINE, 1, 5)).toBe(200);
  expect(pause([{ ...entry("a", 0), timestamp: null }, entry("b", 9)], 0, 1)).toBe(120);
});

it("shows what is ahead, running and over at a place", () => {
  const rows = rowsOf(TIMELINE);
  const order = orderOf(TIMELINE);
  const at = (place: number) => rows.map((row) => stageOf(row, order, place, TIMELINE));
  expect(at(0)).toEqual(["running", "ahead", "ahead", "ahead"]);
  expect(at(1)).toEqual(["running", "over", "ahead", "ahead"]);
  expect(at(2)).toEqual(["over", "over", "over", "ahead"]);
});

it("goes to failures and stays between the ends", () => {
  expect(nextFailed(TIMELINE, 0, 1)).toBe(1);
  expect(nextFailed(TIMELINE, 1, 1)).toBe(3);
  expect(nextFailed(TIMELINE, 3, 1)).toBeNull();
  expect(nextFailed(TIMELINE, 3, -1)).toBe(1);
  expect([kept(-1, 4), kept(9, 4), placeOf(TIMELINE, "c"), placeOf(TIMELINE, "gone")]).toEqual([0, 3, 2, 0]);
});
