/** Format: numbers, entities and outside text as people read them. */

const WORDS: Record<string, string> = {
  awaiting_approval: "Waiting for approval",
  agent_run: "Agent run",
  non_idempotent: "Not repeatable",
  stored_mb: "Stored MB",
  sre_operator: "SRE operator",
};

/** `awaiting_approval` as words. */
export function words(name: string): string {
  const known = WORDS[name];
  if (known) return known;
  const plain = name.replaceAll("_", " ");
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

/** `service:orders` without its kind. */
export const entityName = (entity: string): string => entity.slice(entity.indexOf(":") + 1);

/** A measured value with its unit, three figures. */
export function measured(value: number, unit: string): string {
  if (unit === "s") return seconds(value);
  if (unit === "1" || unit === "%") return `${figures(unit === "1" ? value * 100 : value)}%`;
  if (unit === "By") return bytes(value);
  return figures(value);
}

export function figures(value: number): string {
  const size = Math.abs(value);
  if (size >= 10_000) return `${trim(value / 1000)}k`;
  if (size >= 100) return String(Math.round(value));
  return trim(value);
}

const trim = (value: number): string => String(Number(value.toPrecision(size(value))));
const size = (value: number): number => (Math.abs(value) >= 10 ? 3 : 2);

function seconds(value: number): string {
  if (value === 0) return "0 s";
  if (Math.abs(value) < 0.001) return `${trim(value * 1e6)} µs`;
  if (Math.abs(value) < 1) return `${trim(value * 1000)} ms`;
  return `${trim(value)} s`;
}

function bytes(value: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let rest = value;
  let unit = 0;
  while (Math.abs(rest) >= 1000 && unit < units.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  return `${trim(rest)} ${units[unit] ?? ""}`;
}

export const count = (value: number): string => value.toLocaleString("en-GB").replaceAll(",", " ");

export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;

/** `4.4×`, of what it was before; empty where that says nothing. */
export function ratio(before: number | null, after: number | null): string {
  if (before === null || after === null || before <= 0) return "";
  const times = after / before;
  return times >= 1.05 || times <= 0.95 ? `${figures(times)}× baseline` : "as before";
}

const INVISIBLE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff]/gu;

/** Text with what the eye would not see (direction marks, zero widths, controls) written out as `⟨U+202E⟩`. */
export const visible = (text: string): string =>
  text.replace(INVISIBLE, (sign) => `⟨U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`);

/** The same of several lines, which stay lines. */
export const visibleLines = (text: string): string => text.split(/\r?\n/).map(visible).join("\n");
