/** Fields: what the definition of a tool expects, beside what a call sent; as `rootward diagnose` judges it. */
import type { Json } from "../../api/shapes";

export type Verdict = "same" | "missing" | "unknown" | "type" | "enum" | "optional";
export interface Field {
  path: string;
  /** `string, required`; empty where the definition does not know the field. */
  expected: string;
  /** Undefined where it was not sent. */
  sent: Json | undefined;
  verdict: Verdict;
}
type Fields = { [name: string]: Json };

const DEEPEST = 8;
const MOST = 200;

/** Every field that is expected or was sent, those of the definition first. None without a definition. */
export function schemaDiff(schema: Json, sent: Json): Field[] {
  if (!isFields(schema)) return [];
  const found: Field[] = [];
  compare(schema, asFields(sent), "", found, 0);
  return found.slice(0, MOST);
}

/** Where no definition was sent: the fields that the error calls missing or unknown, and the rest as it was sent. */
export function saidByError(message: string, sent: Json): Field[] {
  const given = asFields(sent);
  const missing = namesAfter(message, /(?:missing|required)[^'"`]{0,60}['"`]([\w.[\]-]{1,80})['"`]/gi);
  const unknown = new Set(
    namesAfter(message, /(?:unexpected|unknown|additional|unrecognized)[^'"`]{0,60}['"`]([\w.[\]-]{1,80})['"`]/gi),
  );
  const fields = isFields(given) ? Object.entries(given) : [];
  return [
    ...missing
      .filter((name) => !fields.some(([sentName]) => sentName === name))
      .map((path): Field => ({ path, expected: "required", sent: undefined, verdict: "missing" })),
    ...fields.map(([path, value]): Field => ({
      path,
      expected: "",
      sent: value,
      verdict: unknown.has(path) ? "unknown" : "same",
    })),
  ];
}

export const isFault = (field: Field): boolean => field.verdict !== "same" && field.verdict !== "optional";

function compare(schema: Fields, value: Json, path: string, found: Field[], depth: number): void {
  const properties = isFields(schema.properties) ? schema.properties : {};
  const required = new Set(Array.isArray(schema.required) ? schema.required.map(String) : []);
  const given = isFields(value) ? value : {};
  for (const name of new Set([...Object.keys(properties), ...required])) {
    const inner = own(properties, name);
    const wanted = isFields(inner) ? inner : {};
    const here = path ? `${path}.${name}` : name;
    const sent = own(given, name);
    const expected = [typeWord(wanted), required.has(name) ? "required" : "optional"].filter(Boolean).join(", ");
    found.push({ path: here, expected, sent, verdict: judged(wanted, sent, required.has(name)) });
    if (isFields(sent) && isFields(wanted.properties) && depth < DEEPEST) compare(wanted, sent, here, found, depth + 1);
  }
  for (const [name, sent] of Object.entries(given)) {
    if (Object.hasOwn(properties, name) || required.has(name)) continue;
    const verdict = schema.additionalProperties === false ? "unknown" : "same";
    found.push({ path: path ? `${path}.${name}` : name, expected: "", sent, verdict });
  }
}

function judged(wanted: Fields, sent: Json | undefined, isRequired: boolean): Verdict {
  if (sent === undefined) return isRequired ? "missing" : "optional";
  const types = typesOf(wanted);
  if (types.length > 0 && !types.some((type) => isOf(sent, type))) return "type";
  if (Array.isArray(wanted.enum) && !wanted.enum.some((one) => JSON.stringify(one) === JSON.stringify(sent)))
    return "enum";
  return "same";
}

function typeWord(wanted: Fields): string {
  const types = typesOf(wanted).join(" or ");
  return Array.isArray(wanted.enum) ? `one of ${wanted.enum.slice(0, 6).map(String).join(", ")}` : types;
}

function typesOf(wanted: Fields): string[] {
  if (Array.isArray(wanted.type)) return wanted.type.map(String);
  return typeof wanted.type === "string" ? [wanted.type] : [];
}

function isOf(value: Json, type: string): boolean {
  switch (type) {
    case "object":
      return isFields(value);
    case "array":
      return Array.isArray(value);
    case "null":
      return value === null;
    case "integer":
      return typeof value === "number" && Number.isInteger(value);
    case "string":
    case "number":
    case "boolean":
      return typeof value === type;
    default:
      return true;
  }
}

/** Arguments that were recorded as the text of JSON are read as what they say. */
function asFields(sent: Json): Json {
  if (typeof sent !== "string") return sent;
  try {
    return JSON.parse(sent) as Json;
  } catch {
    return sent;
  }
}

const isFields = (value: Json | undefined): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const own = (fields: Fields, name: string): Json | undefined =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

const namesAfter = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? "")),
];
