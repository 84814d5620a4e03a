import { describe, expect, it } from "vitest";
import { timeScale, valueScale } from "./scale";

describe("scales", () => {
  it("have few round ticks that hold every value", () => {
    const scale = valueScale([0.02, 2.3187], 70);
    expect(scale.ticks).toEqual([0, 2, 4]);
    expect(scale.at(0)).toBe(70);
    expect(scale.at(scale.max)).toBe(0);
  });
  it("stand without values and with negative ones", () => {
    expect(valueScale([], 70).ticks.every(Number.isFinite)).toBe(true);
    expect(valueScale([-4, 4], 70).min).toBeLessThanOrEqual(-4);
  });
  it("mark round minutes", () => {
    const start = Date.parse("2026-01-01T00:00:30Z");
    const scale = timeScale(start, start + 10 * 60_000, 300, 4);
    expect(scale.ticks.every((tick) => tick % (5 * 60_000) === 0)).toBe(true);
    expect(scale.at(start)).toBe(0);
  });
});
