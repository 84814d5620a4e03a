import { expect, it } from "vitest";
import { rowsOf } from "./ChangesCard";

const of = { entity: "", kind: "", change_ref: null };

it("says of each theory whether it is new, stronger, weaker or gone", () => {
  const told = rowsOf({
    hypotheses_added: [{ ...of, title: "a pool", confidence: 0.8 }],
    hypotheses_removed: [{ ...of, title: "a disk", confidence: 0.2 }],
    hypotheses_changed: [
      { ...of, title: "a release", confidence: 0.6, confidence_before: 0.4 },
      { ...of, title: "a surge", confidence: 0.1, confidence_before: 0.3 },
    ],
    evidence_added: [],
  });
  expect(told.map(([word, text]) => `${word} ${text}`)).toEqual([
    "New a pool",
    "Strengthened a release",
    "Weakened a surge",
    "Gone a disk",
  ]);
});
