import { describe, expect, it } from "vitest";
import { caseSearch, casesSearch } from "./search";

describe("what an address may say", () => {
  it("keeps what is known and drops the rest", () => {
    expect(
      casesSearch({
        state: ["open"],
        team: ["group:a", 1],
        source: [],
        severity: "x",
        entity: "service:a",
        text: "",
        all: true,
        evil: 1,
      }),
    ).toEqual({
      state: ["open"],
      team: ["group:a"],
      entity: "service:a",
      all: true,
    });
    expect(caseSearch({ tab: "events", ev: 3 })).toEqual({ tab: "events", ev: 3 });
    expect(caseSearch({ tab: "nothing", ev: -1, node: 5 })).toEqual({});
  });
});
