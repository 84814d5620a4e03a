/** Evidence of a report: numbered in the order in which the verdict, the theories and the agents cite it. */
import type { Evidence, Hypothesis, Report } from "../../api/shapes";
import type { IconName } from "../../components/Icon";

export interface Numbered extends Evidence {
  number: number;
  /** It speaks against the theory that it is cited by. */
  contradicts: boolean;
}

export interface Numbers {
  items: Numbered[];
  of: (ids: readonly string[]) => number[];
}

export function numbered(report: Report): Numbers {
  const found = new Map(report.evidence.map((item) => [item.evidence_id, item]));
  const against = new Set(report.hypotheses.flatMap((one) => one.against_ids));
  const order = [...new Set([...citedBy(report), ...found.keys()])].filter((id) => found.has(id));
  const number = new Map(order.map((id, index) => [id, index + 1]));
  const items = order.flatMap((id) => {
    const item = found.get(id);
    return item ? [{ ...item, number: number.get(id) ?? 0, contradicts: against.has(id) }] : [];
  });
  const of = (ids: readonly string[]) => ids.flatMap((id) => number.get(id) ?? []).sort((one, other) => one - other);
  return { items, of };
}

function citedBy(report: Report): string[] {
  const { verdict } = report;
  const places = [verdict.cause, verdict.first_failure, ...verdict.impact];
  return [
    ...places.flatMap((place) => place?.evidence_ids ?? []),
    ...report.hypotheses.flatMap((one: Hypothesis) => [
      ...one.evidence_ids,
      ...one.path.flatMap((hop) => hop.evidence_ids),
      ...one.against_ids,
    ]),
    ...report.ruled_out.flatMap((one) => one.evidence_ids),
  ];
}

const ICONS: Record<string, IconName> = {
  change: "change",
  metric: "metric",
  flow: "metric",
  log: "log",
  trace: "trace",
  topology: "graph",
  kubernetes: "event",
  context: "book",
  precedent: "book",
};

export const iconOf = (kind: string): IconName => ICONS[kind.split(".")[0] ?? ""] ?? "event";

const SOURCES: Record<string, string> = {
  flow: "metrics",
  metric: "metrics",
  log: "logs",
  trace: "traces",
  change: "changes",
};

export const sourceOf = (kind: string): string => {
  const first = kind.split(".")[0] ?? "";
  return SOURCES[first] ?? first;
};
