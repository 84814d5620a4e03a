import { describe, expect, it } from "vitest";
import { isStale, keyOf, type Pulse, told } from "./pulse";

const MINUTE = 60_000;
const START = Date.parse("2026-03-01T10:00:00Z");

function pulse(minutes: number, at: Record<number, number>): Pulse {
  const counts = Array.from({ length: 24 }, (_, place) => at[place] ?? 0);
  const [since, until] = [START, START + minutes * MINUTE].map((ms) => new Date(ms).toISOString());
  return { case_id: "case_1", since: since ?? "", until: until ?? "", counts };
}

describe("how a case went, in words", () => {
  it("says where more than half of the events are", () => {
    expect(told(pulse(24, { 0: 8, 5: 4 }), 12)).toBe("12 events, most in the first minute");
    expect(told(pulse(24, { 0: 1, 1: 1, 2: 1, 20: 1 }), 4)).toBe("4 events, most in the first 3 min");
    expect(told(pulse(24 * 60, { 3: 1, 23: 5 }), 6)).toBe("6 events, most in the last hour");
    expect(told(pulse(24, { 0: 12 }), 12)).toBe("12 events, all in the first minute");
    expect(told(pulse(240, { 0: 1, 6: 1, 12: 1, 18: 1, 23: 1 }), 5)).toBe("5 events over 4 h");
    expect(told(pulse(0, { 0: 3 }), 3)).toBe("3 events at once");
  });

  it("tells repeats apart from events, and says only how many where they are too many to draw", () => {
    expect(told(pulse(24, { 0: 1 }), 1)).toBe("1 event");
    expect(told(pulse(24, { 0: 1 }), 9)).toBe("1 event, 8 repeats");
    expect(told(pulse(24, {}), 0)).toBe("No events");
    expect(told({ ...pulse(24, {}), counts: [] }, 20_000)).toBe("20 000 events");
  });
});

describe("what is known of how a case went", () => {
  const item = { case_id: "case_1", event_count: 3, state: "open" } as Parameters<typeof keyOf>[0];

  it("holds until a part of its time has passed", () => {
    const known = pulse(24, { 0: 1 });
    const until = Date.parse(known.until);
    expect(isStale(known, "open", until + MINUTE)).toBe(false);
    expect(isStale(known, "open", until + MINUTE + 1)).toBe(true);
    expect(isStale(pulse(0, { 0: 1 }), "open", START + 5_000)).toBe(false);
    expect(isStale(known, "resolved", until + 600 * MINUTE)).toBe(false);
  });

  it("is known under another key after another event or state", () => {
    const keys = [item, { ...item, event_count: 4 }, { ...item, state: "resolved" as const }].map(keyOf);
    expect(new Set(keys).size).toBe(3);
  });
});
