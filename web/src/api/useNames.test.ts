import { describe, expect, it } from "vitest";
import { idsIn, named } from "./useNames";

const ANA = "prn_01m8q27jtm11c2zkfsmksfzrh8";
const BOB = "prn_01m8q27jtm11c2zkfsmksfzrh9";

describe("names", () => {
  it("are asked for once for each id, also for those in sentences", () => {
    expect(idsIn([BOB, `Assigned to ${ANA}`, ANA, null, "local", "prn_short"])).toEqual([ANA, BOB]);
  });

  it("stand in the place of ids, and show what the eye would not see", () => {
    const names = { [ANA]: "An\u202Ea" };
    expect(named(`Acknowledged by ${ANA}`, names, false)).toBe("Acknowledged by An⟨U+202E⟩a");
    expect(named(BOB, names, false)).toBe(BOB);
    expect(named(`${BOB}, ${ANA}`, names, true)).toBe("…, An⟨U+202E⟩a");
    expect(named("a\u200Bb", names, false)).toBe("a⟨U+200B⟩b");
  });
});
