/** Schema: a form for the arguments of a tool: which fields it has, what was typed as JSON, and what does not fit. */

export type Kind = "text" | "integer" | "number" | "boolean" | "choice" | "json";
export interface Field {
  name: string;
  kind: Kind;
  required: boolean;
  about: string;
  choices: readonly string[];
  rule: Rule;
}
interface Rule {
  type?: unknown;
  enum?: unknown[];
  const?: unknown;
  description?: unknown;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
}
export type Typed = Readonly<Record<string, string>>;
export interface Made {
  arguments: Record<string, unknown>;
  /** By the name of the field, as sentences. */
  faults: Record<string, string>;
}

/** The fields of a closed object schema, those that have to be given first. */
export function fieldsOf(schema: unknown): Field[] {
  const whole = record(schema);
  const required = new Set(Array.isArray(whole.required) ? whole.required.map(String) : []);
  return Object.entries(record(whole.properties))
    .map(([name, value]) => fieldOf(name, record(value), required.has(name)))
    .sort((one, other) => Number(other.required) - Number(one.required));
}

/** Arguments as they are typed, for a form that begins with them. */
export function typedOf(fields: readonly Field[], values: Record<string, unknown>): Typed {
  const given = fields.filter((field) => values[field.name] !== undefined);
  return Object.fromEntries(given.map((field) => [field.name, textOf(field, values[field.name])]));
}

/** What was typed as arguments; an empty field is not given. The server checks them again, and decides. */
export function made(fields: readonly Field[], typed: Typed): Made {
  const found: Made = { arguments: {}, faults: {} };
  for (const field of fields) {
    const text = typed[field.name] ?? "";
    if (text === "") {
      if (field.required) found.faults[field.name] = `${field.name} is missing`;
      continue;
    }
    const value = valueOf(field, text);
    const fault = value === undefined ? `${field.name} has to be ${NEEDS[field.kind]}` : faultOf(field, value);
    if (fault) found.faults[field.name] = fault;
    else found.arguments[field.name] = value;
  }
  return found;
}

const NEEDS: Record<Kind, string> = {
  text: "text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  choice: "one of those that are listed",
  json: "JSON",
};

function fieldOf(name: string, rule: Rule, required: boolean): Field {
  const about = typeof rule.description === "string" ? rule.description : "";
  return { name, kind: kindOf(rule), required, about, choices: (rule.enum ?? []).map(String), rule };
}

function kindOf(rule: Rule): Kind {
  if (rule.enum?.every((one) => typeof one === "string")) return "choice";
  if (rule.type === "string") return "text";
  if (rule.type === "integer" || rule.type === "number" || rule.type === "boolean") return rule.type;
  return "json";
}

function textOf(field: Field, value: unknown): string {
  if ((field.kind === "text" || field.kind === "choice") && typeof value === "string") return value;
  return JSON.stringify(value, null, field.kind === "json" ? 2 : undefined);
}

function valueOf(field: Field, text: string): unknown {
  if (field.kind === "text") return text;
  if (field.kind === "choice") return field.choices.includes(text) ? text : undefined;
  const value = parsed(text);
  if (field.kind === "json") return value;
  if (field.kind === "boolean") return typeof value === "boolean" ? value : undefined;
  if (typeof value !== "number" || !Number.isFinite(value)) return undefined;
  return field.kind === "integer" && !Number.isInteger(value) ? undefined : value;
}

function faultOf(field: Field, value: unknown): string {
  const { rule, name } = field;
  if (typeof value === "string") {
    const length = Array.from(value).length;
    if (rule.minLength !== undefined && length < rule.minLength)
      return `${name} has to have ${rule.minLength} characters or more`;
    if (rule.maxLength !== undefined && length > rule.maxLength)
      return `${name} has ${length} characters, more than ${rule.maxLength}`;
    if (rule.pattern !== undefined && !fits(rule.pattern, value)) return `${name} has to fit ${rule.pattern}`;
  }
  if (typeof value === "number") {
    if (rule.minimum !== undefined && value < rule.minimum) return `${name} has to be ${rule.minimum} or more`;
    if (rule.maximum !== undefined && value > rule.maximum) return `${name} has to be ${rule.maximum} or less`;
  }
  if (field.kind === "json") return faultOfShape(field, value);
  return "";
}

function faultOfShape({ rule, name }: Field, value: unknown): string {
  if (rule.type === "array") {
    if (!Array.isArray(value)) return `${name} has to be a list, as in ["a", "b"]`;
    if (rule.minItems !== undefined && value.length < rule.minItems) return `${name} needs ${rule.minItems} or more`;
    if (rule.maxItems !== undefined && value.length > rule.maxItems)
      return `${name} takes ${rule.maxItems} at the most`;
  }
  if (rule.type === "object" && (typeof value !== "object" || value === null || Array.isArray(value)))
    return `${name} has to be an object, as in {"a": 1}`;
  return "";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A pattern that this browser cannot read is left to the server. */
function fits(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return true;
  }
}

const record = (value: unknown): Record<string, unknown> & Rule =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
