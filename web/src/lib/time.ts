/** Time: UTC unless the reader asks for the browser's zone; the same zone in every chart and table. */

export type Zone = "utc" | "local";

const PARTS = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: Zone, how: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(how);
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", zone === "utc" ? { ...how, timeZone: "UTC" } : how);
  formats.set(key, made);
  return made;
}

export const clockTime = (at: string | number, zone: Zone): string => format(zone, PARTS).format(new Date(at));

export const shortTime = (at: string | number, zone: Zone): string =>
  format(zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(at));

export const dayTime = (at: string | number, zone: Zone): string =>
  format(zone, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(
    new Date(at),
  );

export const zoneName = (zone: Zone): string => (zone === "utc" ? "UTC" : "local");

/** `23 min`, `3 h`, `12 d`: one unit, rounded down. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86400)} d`;
}

export const ago = (at: string, now: number): string => `${span(now - Date.parse(at))} ago`;

/** `12:41` or `3 h`, of what is still to come. */
export function countdown(until: string, now: number): string {
  const seconds = Math.floor((Date.parse(until) - now) / 1000);
  if (seconds <= 0) return "expired";
  if (seconds >= 3600) return span(seconds * 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** `+18 s`, `−42 s`, of a moment after another. */
export function lag(at: string, from: string): string {
  const ms = Date.parse(at) - Date.parse(from);
  const size = Math.abs(ms) < 1000 ? "0 s" : span(Math.abs(ms));
  return `${ms < -999 ? "−" : "+"}${size}`;
}
