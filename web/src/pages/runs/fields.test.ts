import { describe, expect, it } from "vitest";
import { isFault, saidByError, schemaDiff } from "./fields";

const SCHEMA = {
  type: "object",
  additionalProperties: false,
  required: ["customer_id", "order"],
  properties: {
    customer_id: { type: "string" },
    order: { type: "object", required: ["number"], properties: { number: { type: "integer" } } },
    mode: { enum: ["fast", "slow"] },
    note: { type: ["string", "null"] },
  },
};
const told = (sent: Parameters<typeof schemaDiff>[1]) =>
  schemaDiff(SCHEMA, sent).map((field) => [field.path, field.verdict]);

describe("schemaDiff", () => {
  it("names what is missing, unknown, of another type or no choice, also inside", () => {
    expect(told({ order: { number: "12" }, mode: "medium", customer: "7", note: null })).toEqual([
      ["customer_id", "missing"],
      ["order", "same"],
      ["order.number", "type"],
      ["mode", "enum"],
      ["note", "same"],
      ["customer", "unknown"],
    ]);
  });

  it("finds nothing wrong with what fits", () => {
    const fields = schemaDiff(SCHEMA, { customer_id: "7", order: { number: 12 } });
    expect(fields.filter(isFault)).toEqual([]);
    expect(fields.find((field) => field.path === "mode")?.verdict).toBe("optional");
  });

  it("reads arguments that were recorded as text, and sees none in what is no object", () => {
    expect(told('{"customer_id": "7", "order": {"number": 1}}').filter(([, verdict]) => verdict !== "same")).toEqual([
      ["mode", "optional"],
      ["note", "optional"],
    ]);
    expect(told("not json").slice(0, 2)).toEqual([
      ["customer_id", "missing"],
      ["order", "missing"],
    ]);
  });

  it("says nothing without a definition", () => expect(schemaDiff(null, { a: 1 })).toEqual([]));

  it("is not led astray by names of the language itself", () => {
    const sent = JSON.parse('{"customer_id": "7", "order": {"number": 1}, "__proto__": 1}') as never;
    expect(schemaDiff(SCHEMA, sent).find((field) => field.path === "__proto__")?.sent).toBe(1);
  });
});

describe("saidByError", () => {
  it("takes the missing and unknown names from the words of the error", () => {
    const fields = saidByError("Missing required field: 'customer_id'. Unexpected argument \"order_number\"", {
      order_number: "1",
      other: true,
    });
    expect(fields.map((field) => [field.path, field.verdict])).toEqual([
      ["customer_id", "missing"],
      ["order_number", "unknown"],
      ["other", "same"],
    ]);
  });

  it("does not call missing what was sent", () => {
    expect(saidByError("missing field 'a'", { a: 1 }).map((field) => field.verdict)).toEqual(["same"]);
  });
});
