import { expect, it } from "vitest";
import type { DiffLine } from "../api/schema";
import { changedLines, folded } from "./lines";

const same = (at: number): DiffLine => ({ kind: "same", text: `line ${at}`, before: at, after: at });
const added: DiffLine = { kind: "added", text: "new", before: null, after: 21 };
const removed: DiffLine = { kind: "removed", text: "old", before: 21, after: null };

it("keeps three lines around a change and folds the rest", () => {
  const lines = [...Array.from({ length: 20 }, (_, place) => same(place + 1)), removed, added, same(22)];
  const found = folded(lines);
  expect(found.map((one) => [one.isAlike, one.lines.length])).toEqual([
    [true, 17],
    [false, 6],
  ]);
  expect(found.flatMap((one) => one.lines)).toEqual(lines);
  expect(changedLines(lines)).toEqual({ added: 1, removed: 1 });
});

it("folds everything where nothing changed, and nothing where there is nothing", () => {
  expect(folded([same(1), same(2)]).map((one) => one.isAlike)).toEqual([true]);
  expect(folded([])).toEqual([]);
});
