/** Search: the state of the case pages that their address holds. */

export type Sort = "newest" | "updated" | "severity";
export interface CasesSearch {
  state?: string[];
  severity?: string[];
  kind?: string[];
  cause?: string[];
  source?: string[];
  /** Groups that own what a case is about. */
  team?: string[];
  entity?: string;
  /** A person, `me`, or `-` for nobody. */
  owner?: string;
  text?: string;
  all?: boolean;
  /** Left out where the newest come first. */
  sort?: Sort;
}
export type Tab = "report" | "events" | "activity";
export interface CaseSearch {
  tab?: Tab;
  ev?: number;
  node?: string;
}

export function casesSearch(raw: Record<string, unknown>): CasesSearch {
  return {
    ...list(raw, "state"),
    ...list(raw, "severity"),
    ...list(raw, "kind"),
    ...list(raw, "cause"),
    ...list(raw, "source"),
    ...list(raw, "team"),
    ...text(raw, "entity"),
    ...text(raw, "owner"),
    ...text(raw, "text"),
    ...(raw.all === true && { all: true }),
    ...((raw.sort === "updated" || raw.sort === "severity") && { sort: raw.sort }),
  };
}

export function caseSearch(raw: Record<string, unknown>): CaseSearch {
  const tab = raw.tab === "events" || raw.tab === "activity" ? raw.tab : undefined;
  return {
    ...(tab && { tab }),
    ...(typeof raw.ev === "number" && Number.isInteger(raw.ev) && raw.ev > 0 && { ev: raw.ev }),
    ...text(raw, "node"),
  };
}

function list<N extends string>(raw: Record<string, unknown>, name: N): Partial<Record<N, string[]>> {
  const value = raw[name];
  const words = Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
  return words.length > 0 ? ({ [name]: words } as Record<N, string[]>) : {};
}

function text<N extends string>(raw: Record<string, unknown>, name: N): Partial<Record<N, string>> {
  const value = raw[name];
  return typeof value === "string" && value !== "" ? ({ [name]: value } as Record<N, string>) : {};
}
