import { describe, expect, it } from "vitest";
import { entityName, measured, plural, ratio, visible, visibleLines, words } from "./format";

describe("what people read", () => {
  it("writes out what the eye would not see", () => {
    expect(visible("a\u202Eb\u200Bc")).toBe("a⟨U+202E⟩b⟨U+200B⟩c");
    expect(visible("plain – text, 你好 🙂")).toBe("plain – text, 你好 🙂");
    expect(visibleLines("one\u202E\r\ntwo\n\nthree\r")).toBe("one⟨U+202E⟩\ntwo\n\nthree⟨U+000D⟩");
    expect(visible("<img src=x onerror=alert(1)>")).toBe("<img src=x onerror=alert(1)>");
  });
  it("gives measured values their unit", () => {
    expect(measured(2.31875, "s")).toBe("2.3 s");
    expect(measured(0.00475, "s")).toBe("4.8 ms");
    expect(measured(0.0000048, "s")).toBe("4.8 µs");
    expect(measured(0.31, "1")).toBe("31%");
    expect(measured(12_400_000, "By")).toBe("12.4 MB");
    expect(measured(20, "{connection}")).toBe("20");
  });
  it("says how far from normal", () => {
    expect(ratio(0.00475, 2.31875)).toBe("488× baseline");
    expect(ratio(10, 10.1)).toBe("as before");
    expect(ratio(0, 5)).toBe("");
    expect(ratio(null, 5)).toBe("");
  });
  it("turns names into words", () => {
    expect(words("awaiting_approval")).toBe("Waiting for approval");
    expect(words("rolled_back")).toBe("Rolled back");
    expect(entityName("service:orders")).toBe("orders");
    expect(plural(1, "case")).toBe("1 case");
    expect(plural(1200, "case")).toBe("1 200 cases");
  });
});
