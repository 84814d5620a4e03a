import { describe, expect, it } from "vitest";
import type { Explored } from "../../api/explore";
import { differences } from "./differences";
import { exploreSearch, rangeOf } from "./search";

const STEP = 15_000;
const times = Array.from({ length: 40 }, (_, index) => index * STEP);
const line = (name: string, of: (index: number) => number | null) => ({
  name,
  stat: "value",
  unit: "s",
  attributes: {},
  values: times.map((_, index) => of(index)),
});
const template = (text: string, of: (index: number) => number) => ({
  severity: "error",
  text,
  total: 0,
  counts: times.map((_, index) => of(index)),
});
const found = (given: Partial<Explored>): Explored => ({
  entity: "service:a",
  start: "",
  end: "",
  step_ms: STEP,
  times,
  metrics: [],
  logs: [],
  events: [],
  metrics_left_out: 0,
  logs_left_out: 0,
  is_cut: false,
  ...given,
});
const SELECTION = { start: 20 * STEP, end: 30 * STEP };
const told = (given: Partial<Explored>, selection = SELECTION) =>
  differences(found(given), selection).map((one) => [one.name, one.before, one.after]);

describe("differences", () => {
  it("finds the line that rose and leaves the noisy and the steady ones out", () => {
    const metrics = [
      line("steady", () => 1),
      line("noisy", (index) => (index % 2 ? 5 : 1)),
      line("rose", (index) => (index >= 20 ? 4 : 1)),
      line("hardly", (index) => (index >= 20 ? 1.03 : 1)),
    ];
    expect(told({ metrics })).toEqual([["rose", 1, 4]]);
  });

  it("takes what came before, and what came after only where nothing did", () => {
    const metrics = [line("rose", (index) => (index < 10 ? 4 : 1))];
    expect(told({ metrics }, { start: 0, end: 10 * STEP })).toEqual([["rose", 1, 4]]);
    expect(told({ metrics }, { start: 0, end: 40 * STEP })).toEqual([]);
  });

  it("compares counts by the length of time, and sees what stopped and what began", () => {
    const logs = [
      template("as ever", () => 2),
      template("began", (index) => (index >= 20 && index < 30 ? 1 : 0)),
      template("stopped", (index) => (index < 20 ? 5 : 0)),
    ];
    expect(told({ logs })).toEqual([
      ["began", 0, 10],
      ["stopped", 50, 0],
    ]);
  });

  it("does not count the time before anything was known as quiet", () => {
    const logs = [template("as ever", (index) => (index < 15 ? 0 : 4))];
    expect(told({ logs })).toEqual([]);
  });

  it("names a line that was not measured before, and an event of a new kind", () => {
    const metrics = [line("new", (index) => (index >= 20 ? 3 : null)), line("steady", () => 1)];
    const event = { id: "1", source: "k8s", severity: "error", text: "" };
    const events = [{ ...event, event_type: "PodOOMKilled", at: new Date(21 * STEP).toISOString() }];
    expect(told({ metrics, events })).toEqual([
      ["PodOOMKilled", 0, 1],
      ["new", null, 3],
    ]);
  });
});

describe("the range of the address", () => {
  it("ends at the newest telemetry, in whole minutes, unless it says otherwise", () => {
    const newest = "2026-11-20T10:00:30Z";
    const end = Date.parse("2026-11-20T10:01:00Z");
    expect(rangeOf({}, newest, 0)).toEqual({ start: end - 3_600_000, end });
    expect(rangeOf({ minutes: 15 }, null, end - 1)).toEqual({ start: end - 900_000, end });
    expect(rangeOf({ to: "2026-11-20T09:00:00Z", minutes: 1 }, newest, 0).end).toBe(Date.parse("2026-11-20T09:00:00Z"));
  });

  it("keeps only what makes sense", () => {
    expect(exploreSearch({ entity: "service:a", to: "x", minutes: -1, from: 5, until: 3 })).toEqual({
      entity: "service:a",
    });
    expect(exploreSearch({ minutes: "60", from: 3, until: 5 })).toEqual({ minutes: 60, from: 3, until: 5 });
  });
});
