import { describe, expect, it } from "vitest";
import { fieldsOf, made, typedOf } from "./schema";

const SCHEMA = {
  type: "object",
  additionalProperties: false,
  required: ["url", "method"],
  properties: {
    note: { type: "string", maxLength: 5 },
    url: { type: "string", minLength: 1, pattern: "^https?://" },
    method: { type: "string", enum: ["GET", "POST"] },
    replicas: { type: "integer", minimum: 1, maximum: 9 },
    force: { type: "boolean" },
    body: {},
    services: { type: "array", minItems: 1 },
    labels: { type: "object" },
  },
};
const FIELDS = fieldsOf(SCHEMA);
const GOOD = { url: "https://a.example", method: "POST" };

describe("fieldsOf", () => {
  it("puts what has to be given first", () => {
    expect(FIELDS.slice(0, 2).map((field) => [field.name, field.kind])).toEqual([
      ["url", "text"],
      ["method", "choice"],
    ]);
  });
  it("makes nothing of what is no object schema", () => {
    expect(fieldsOf(null)).toEqual([]);
    expect(fieldsOf({ properties: [] })).toEqual([]);
  });
});

describe("made", () => {
  it("makes typed values, and leaves out what is empty", () => {
    const typed = { ...GOOD, replicas: "3", force: "true", body: '{"a": [1]}', note: "" };
    expect(made(FIELDS, typed)).toEqual({
      arguments: { ...GOOD, replicas: 3, force: true, body: { a: [1] } },
      faults: {},
    });
  });
  it("keeps a text that looks like a number a text", () => {
    expect(made(FIELDS, { ...GOOD, note: "12" }).arguments.note).toBe("12");
  });
  it.each([
    ["url", "", "url is missing"],
    ["url", "ftp://x", "url has to fit ^https?://"],
    ["method", "PUT", "method has to be one of those that are listed"],
    ["note", "abcdef", "note has 6 characters, more than 5"],
    ["replicas", "1.5", "replicas has to be a whole number"],
    ["replicas", "0", "replicas has to be 1 or more"],
    ["replicas", "1e400", "replicas has to be a whole number"],
    ["force", "yes", "force has to be true or false"],
    ["body", "{", "body has to be JSON"],
    ["services", "{}", 'services has to be a list, as in ["a", "b"]'],
    ["services", "[]", "services needs 1 or more"],
    ["labels", "[]", 'labels has to be an object, as in {"a": 1}'],
  ])("says of %s with %j why it does not fit", (name, text, said) => {
    expect(made(FIELDS, { ...GOOD, [name]: text }).faults).toEqual({ [name]: said });
  });
});

describe("typedOf", () => {
  it("is what made makes again", () => {
    const values = { ...GOOD, replicas: 3, force: false, body: { a: 1 }, services: ["x"] };
    expect(made(FIELDS, typedOf(FIELDS, values)).arguments).toEqual(values);
  });
});
