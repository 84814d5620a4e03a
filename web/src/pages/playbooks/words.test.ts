import { expect, it } from "vitest";
import type { PlaybookCase, PlaybookStanding, PlaybookVersion } from "../../api/shapes";
import { changedWords, fitWords, layerWords, outcomeWords, recordWords, ref, standing, stated, textOf } from "./words";

const version: PlaybookVersion = {
  pack: "repairs",
  version: "2",
  digest: "0123456789abcdef",
  playbook_version: 1,
  kept_at: null,
  kept_by: "",
  activated_at: null,
  activated_by: "",
  came_with: "tenant",
  active: true,
  in_force: true,
  layer: 2,
  added: 2,
  removed: 0,
};
const none: PlaybookStanding = {
  playbook: "p",
  proposed: 0,
  at_work: 0,
  held: 0,
  not_held: 0,
  cannot_tell: 0,
  success_rate: null,
  failures_allowed: 2,
  given_up: [],
};

it("shows the conditions that are stated, and no others", () => {
  const match = {
    domain: "",
    exception_type: "",
    fault: "config.*",
    severity: null,
    severity_in: ["high", "critical"] as ("high" | "critical")[],
    sla_minutes_remaining_lt: null,
    policy_tags: [],
    when: "true",
  };
  expect(stated(match)).toEqual([
    ["fault", "config.*"],
    ["severity_in", "high, critical"],
  ]);
  expect(stated({ ...match, when: "case.events > 1" }).at(-1)).toEqual(["when", "case.events > 1"]);
});

it("says what a version changed, whether it decides, and whose it is", () => {
  expect(changedWords(version)).toBe("+2");
  expect(changedWords({ added: 1, removed: 3 })).toBe("+1 −3");
  expect(changedWords({ added: 0, removed: 0 })).toBe("Unchanged");
  expect(changedWords({ added: null, removed: null })).toBe("First");
  expect(standing(version)).toEqual(["ok", "In force"]);
  expect(standing({ ...version, in_force: false })).toEqual(["warn", "Overlaid"]);
  expect(standing({ ...version, in_force: false, active: false })).toEqual(["neutral", "Kept"]);
  expect(layerWords(version)).toBe("This tenant's own, layer 3");
  expect(layerWords({ came_with: "product", layer: null })).toBe("Shipped with the product, not active");
  expect(ref(version)).toBe("0123456789ab");
});

it("says what came of the runs, and never a rate of none", () => {
  expect(recordWords(none)).toBe("It was not run yet");
  expect(recordWords({ ...none, at_work: 1 })).toBe("No run has ended with a measurement yet");
  expect(recordWords({ ...none, cannot_tell: 2 })).toBe("Of no run can one tell whether it held");
  expect(recordWords({ ...none, held: 1, not_held: 2 })).toBe("1 of 3 runs held");
  expect(outcomeWords(null)).toBeNull();
  expect(outcomeWords("not_held")).toEqual(["bad", "Did not hold"]);
});

it("says whether it would be chosen for a case", () => {
  const fit = (judged: Partial<PlaybookCase["judged"]>, best = "") => ({ judged, best }) as PlaybookCase;
  expect(fitWords(fit({ matches: false }), "p")[1]).toBe("Does not fit");
  expect(fitWords(fit({ matches: true, blocked: "twice" }), "p")[1]).toBe("Not proposed again");
  expect(fitWords(fit({ matches: true, blocked: "" }, "p"), "p")[1]).toBe("Fits best");
  expect(fitWords(fit({ matches: true, blocked: "" }, "q"), "p")[1]).toBe("Fits");
});

it("reads a step that is nothing but a text as one", () => {
  expect(textOf({ text: "Look" })).toBe("Look");
  expect(textOf({ text: "Look", people: 2 })).toBeNull();
  expect(textOf({})).toBeNull();
});
