/** Search: the state of the run pages that their address holds. */
import type { RunFilter } from "../../api/runs";

export interface RunSearch {
  /** The entry that is looked at. */
  at?: string;
}
export interface CompareSearch {
  before?: string;
  after?: string;
}
export interface FleetSearch {
  hours?: number;
  agent?: string;
}

export const runsSearch = (raw: Record<string, unknown>): RunFilter => ({
  ...text(raw, "agent"),
  ...text(raw, "version"),
  ...text(raw, "status"),
  ...text(raw, "signature"),
});

export const runSearch = (raw: Record<string, unknown>): RunSearch => text(raw, "at");

export const compareSearch = (raw: Record<string, unknown>): CompareSearch => ({
  ...text(raw, "before"),
  ...text(raw, "after"),
});

export const fleetSearch = (raw: Record<string, unknown>): FleetSearch => ({
  ...(typeof raw.hours === "number" && raw.hours >= 1 && raw.hours <= 8760 && { hours: Math.floor(raw.hours) }),
  ...text(raw, "agent"),
});

/** Versions and ids that look like numbers come back from an address as such. */
function text<N extends string>(raw: Record<string, unknown>, name: N): Partial<Record<N, string>> {
  const value = raw[name];
  const said = typeof value === "string" || typeof value === "number" ? String(value) : "";
  return said ? ({ [name]: said } as Record<N, string>) : {};
}
