/** Search: the state of the page of a playbook that its address holds. */

export type Tab = "yaml" | "versions" | "cases";
export interface PlaybookSearch {
  /** Left out where the overview is shown. */
  tab?: Tab;
  /** The version whose declaration is read. */
  version?: string;
  /** Two versions that are compared. */
  before?: string;
  after?: string;
  /** The case that the dry run is for. */
  dry?: string;
}

const TABS = new Set<unknown>(["yaml", "versions", "cases"]);

export const playbookSearch = (raw: Record<string, unknown>): PlaybookSearch => ({
  ...(TABS.has(raw.tab) && { tab: raw.tab as Tab }),
  ...text(raw, "version"),
  ...text(raw, "before"),
  ...text(raw, "after"),
  ...text(raw, "dry"),
});

export const packSearch = (raw: Record<string, unknown>): { before?: string; after?: string } => ({
  ...text(raw, "before"),
  ...text(raw, "after"),
});

/** Digests that look like numbers come back from an address as such. */
function text<N extends string>(raw: Record<string, unknown>, name: N): Partial<Record<N, string>> {
  const value = raw[name];
  const said = typeof value === "string" || typeof value === "number" ? String(value) : "";
  return said ? ({ [name]: said } as Record<N, string>) : {};
}
