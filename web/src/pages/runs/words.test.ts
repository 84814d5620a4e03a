import { expect, it } from "vitest";
import { money, percent, took } from "./words";

it("says durations in the unit that people think in", () => {
  expect([0, 350, 45_000, 60_000, 90_000, 3_720_000, null].map(took)).toEqual([
    "0 ms",
    "350 ms",
    "45 s",
    "1 min",
    "1 min 30 s",
    "1 h 2 min",
    "–",
  ]);
});

it("says small sums with their figures, and nothing where nothing is known", () => {
  expect([0, 0.0245, 3.5, 0.00001, null].map(money)).toEqual(["$0.00", "$0.0245", "$3.50", "< $0.0001", "–"]);
  expect([1, 0.952, null].map(percent)).toEqual(["100%", "95.2%", "–"]);
});
