/** Words: what is said of the conditions, versions and outcomes of a playbook. */
import type { Json, Playbook, PlaybookCase, PlaybookStanding, PlaybookVersion } from "../../api/shapes";
import type { Tone } from "../../components/Pill";
import { plural } from "../../lib/format";

/** The conditions that are stated, as they are written. */
export function stated(match: Playbook["conditions"]["match"]): [string, string][] {
  return Object.entries(match)
    .filter(([key, value]) => !isUnsaid(value) && !(key === "when" && value === "true"))
    .map(([key, value]) => [key, plain(value)]);
}

const isUnsaid = (value: Json): boolean =>
  value === null || value === "" || (Array.isArray(value) && value.length === 0);

export const plain = (value: Json): string =>
  Array.isArray(value) ? value.map(plain).join(", ") : typeof value === "string" ? value : JSON.stringify(value);

/** `2 lines added, 1 removed`, `unchanged`, or that it is the first. */
export function changedWords(version: Pick<PlaybookVersion, "added" | "removed">): string {
  const { added, removed } = version;
  if (added === null || removed === null) return "First";
  if (added === 0 && removed === 0) return "Unchanged";
  return [added > 0 && `+${added}`, removed > 0 && `−${removed}`].filter(Boolean).join(" ");
}

export function standing(version: PlaybookVersion): [Tone, string] {
  if (version.in_force) return ["ok", "In force"];
  return version.active ? ["warn", "Overlaid"] : ["neutral", "Kept"];
}

/** Where a version's pack lies: what ships beneath what a tenant wrote. */
export function layerWords(version: Pick<PlaybookVersion, "came_with" | "layer">): string {
  const whose = version.came_with === "product" ? "Shipped with the product" : "This tenant's own";
  return version.layer === null ? `${whose}, not active` : `${whose}, layer ${version.layer + 1}`;
}

/** By which a version is named in an address. */
export const ref = (version: Pick<PlaybookVersion, "digest">): string => version.digest.slice(0, 12);

export const named = (version: Pick<PlaybookVersion, "pack" | "version">): string =>
  `${version.pack} ${version.version}`;

export function recordWords(found: PlaybookStanding): string {
  const known = found.held + found.not_held;
  if (known > 0) return `${found.held} of ${plural(known, "run")} held`;
  if (found.cannot_tell > 0) return "Of no run can one tell whether it held";
  return found.at_work + found.proposed > 0 ? "No run has ended with a measurement yet" : "It was not run yet";
}

/** Whether a playbook would be chosen for a case, and the tint that says the same. */
export function fitWords(fit: PlaybookCase, name: string): [Tone, string] {
  if (!fit.judged.matches) return ["neutral", "Does not fit"];
  if (fit.judged.blocked) return ["bad", "Not proposed again"];
  return fit.best === name ? ["ok", "Fits best"] : ["accent", "Fits"];
}

const OUTCOMES: Record<string, [Tone, string]> = {
  held: ["ok", "Held"],
  not_held: ["bad", "Did not hold"],
  cannot_tell: ["neutral", "Cannot tell"],
};

export const outcomeWords = (outcome: string | null): [Tone, string] | null =>
  outcome === null ? null : (OUTCOMES[outcome] ?? ["neutral", outcome]);

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The text of a step that is nothing but a text, which is read as one. */
export function textOf(params: Record<string, Json>): string | null {
  const names = Object.keys(params);
  const text = params.text ?? params.text_template;
  return names.length === 1 && typeof text === "string" ? text : null;
}
