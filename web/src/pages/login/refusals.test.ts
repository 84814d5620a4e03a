import { expect, test } from "vitest";
import { refusal } from "./refusals";

test("an address says only what is on the list", () => {
  expect(refusal(null)).toBe("");
  expect(refusal("not_invited")).toContain("invited");
  for (const word of ["<b>call 555</b>", "constructor", "__proto__", ""])
    expect(refusal(word)).toBe("You could not be signed in.");
});
