import { describe, expect, it } from "vitest";
import { extended, NONE, toggled } from "./picked";

const ORDER = ["a", "b", "c", "d", "e"];

describe("selected rows", () => {
  it("are chosen and let go one by one", () => {
    const one = toggled(NONE, "b");
    expect([...one.ids]).toEqual(["b"]);
    expect([...toggled(one, "b").ids]).toEqual([]);
  });

  it("are chosen as a range from the last one, in either direction, and keep what was chosen before", () => {
    const start = toggled(toggled(NONE, "e"), "b");
    expect([...extended(start, "d", ORDER).ids].sort()).toEqual(["b", "c", "d", "e"]);
    expect([...extended(start, "a", ORDER).ids].sort()).toEqual(["a", "b", "e"]);
  });

  it("begin with the row itself where no row was chosen before, or it is no longer shown", () => {
    expect([...extended(NONE, "c", ORDER).ids]).toEqual(["c"]);
    expect([...extended(toggled(NONE, "z"), "c", ORDER).ids].sort()).toEqual(["c", "z"]);
  });
});
