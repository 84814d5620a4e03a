import { describe, expect, it } from "vitest";
import { ago, clockTime, countdown, lag, span } from "./time";

describe("time", () => {
  it("is UTC unless asked otherwise", () => expect(clockTime("2026-11-20T23:04:45Z", "utc")).toBe("23:04:45"));
  it("is told in one unit", () => {
    expect(span(59_999)).toBe("59 s");
    expect(span(60_000)).toBe("1 min");
    expect(span(47 * 3_600_000)).toBe("47 h");
    expect(span(49 * 3_600_000)).toBe("2 d");
    expect(span(-5)).toBe("0 s");
    expect(ago("2026-01-01T00:00:00Z", Date.parse("2026-01-01T00:23:00Z"))).toBe("23 min ago");
  });
  it("counts down to what expires", () => {
    const now = Date.parse("2026-01-01T00:00:00Z");
    expect(countdown("2026-01-01T00:12:41Z", now)).toBe("12:41");
    expect(countdown("2026-01-01T00:00:05Z", now)).toBe("0:05");
    expect(countdown("2026-01-01T03:00:00Z", now)).toBe("3 h");
    expect(countdown("2026-01-01T00:00:00Z", now)).toBe("expired");
  });
  it("tells how much later", () => {
    expect(lag("2026-01-01T00:00:42Z", "2026-01-01T00:00:00Z")).toBe("+42 s");
    expect(lag("2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z")).toBe("−1 min");
    expect(lag("2026-01-01T00:00:00.4Z", "2026-01-01T00:00:00Z")).toBe("+0 s");
  });
});
