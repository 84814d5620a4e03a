/** Search: the entity, the range and the selection that the address of the explore page holds. */

export interface ExploreSearch {
  entity?: string;
  /** End of the range, ISO; without it the newest telemetry. */
  to?: string;
  minutes?: number;
  /** Selection, ms since 1970. */
  from?: number;
  until?: number;
}
export interface Range {
  start: number;
  end: number;
}

export const RANGES = [
  ["15", "15 min"],
  ["60", "1 h"],
  ["360", "6 h"],
  ["1440", "24 h"],
  ["10080", "7 d"],
] as const;
export const HOUR = 60;
const MINUTE_MS = 60_000;

export function exploreSearch(raw: Record<string, unknown>): ExploreSearch {
  const minutes = Number(raw.minutes);
  const [from, until] = [Number(raw.from), Number(raw.until)];
  const isSelected = Number.isFinite(from) && Number.isFinite(until) && from < until && raw.from !== undefined;
  return {
    ...(typeof raw.entity === "string" && raw.entity !== "" && { entity: raw.entity }),
    ...(typeof raw.to === "string" && !Number.isNaN(Date.parse(raw.to)) && { to: raw.to }),
    ...(minutes >= 1 && minutes <= 31 * 1440 && { minutes: Math.floor(minutes) }),
    ...(isSelected && { from, until }),
  };
}

/** The range of the address, in whole minutes so that the same address reads the same. */
export function rangeOf(search: ExploreSearch, newest: string | null, now: number): Range {
  const last = search.to ?? newest;
  const end = Math.ceil((last ? Date.parse(last) : now) / MINUTE_MS) * MINUTE_MS;
  return { start: end - (search.minutes ?? HOUR) * MINUTE_MS, end };
}
