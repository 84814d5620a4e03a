import { expect, test } from "vitest";
import { type Look, looked, perSecond } from "./rate";

const after = (...looks: readonly Look[]): Look[] => looks.reduce<Look[]>((known, one) => looked(known, one), []);

test("one look tells no rate, two do", () => {
  expect(perSecond(after({ n: 10, at: 0 }))).toBeNull();
  expect(perSecond(after({ n: 10, at: 0 }, { n: 40, at: 3000 }))).toBe(10);
});

test("only the last minute counts", () => {
  expect(perSecond(after({ n: 0, at: 0 }, { n: 600, at: 60_000 }, { n: 600, at: 120_000 }))).toBe(0);
});

test("a count that fell begins anew", () => {
  expect(perSecond(after({ n: 50, at: 0 }, { n: 5, at: 1000 }))).toBeNull();
});

test("the same look twice is one", () => {
  expect(after({ n: 5, at: 1000 }, { n: 5, at: 1000 })).toHaveLength(1);
});
