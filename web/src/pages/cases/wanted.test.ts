import { describe, expect, it } from "vitest";
import type { CasesSearch } from "./search";
import { isSame, searchOf, wantedOf } from "./wanted";

const WHOLE: CasesSearch = {
  state: ["open", "diagnosed"],
  severity: ["critical"],
  kind: ["incident"],
  cause: ["config.pool_size"],
  source: ["alertmanager"],
  team: ["group:payments"],
  entity: "service:orders",
  owner: "me",
  text: "pool",
  all: true,
  sort: "severity",
};

describe("the filters of a view", () => {
  it("are those of the address under the server's names, and come back as they were", () => {
    for (const search of [WHOLE, {}, { all: true }, { owner: "-" }, { sort: "updated" }] satisfies CasesSearch[]) {
      expect(searchOf(wantedOf(search))).toEqual(search);
    }
    expect(wantedOf({ owner: "me" })).toEqual({ assigned_to: "me", active: true });
  });

  it("are the same in any order of what was chosen", () => {
    expect(isSame(WHOLE, { ...WHOLE, state: ["diagnosed", "open"] })).toBe(true);
    expect(isSame(WHOLE, { ...WHOLE, sort: "updated" })).toBe(false);
    expect(isSame({}, { all: true })).toBe(false);
  });
});
