/** Spread: the causal graph of a report: the change, the cause, what failed through it, and what was ruled out. */
import type { Report, Topology } from "../../api/shapes";
import type { GraphEdge, GraphNode } from "../../graph/layout";
import { entityName, figures, measured, visible } from "../../lib/format";
import { lag } from "../../lib/time";
import type { Numbered, Numbers } from "./evidence";

const MOST_OUT = 3;
const MOST_NODES = 12;

export interface Spread {
  nodes: GraphNode[];
  edges: GraphEdge[];
}

export function causal(report: Report, numbers: Numbers): Spread {
  const { cause, impact } = report.verdict;
  if (!cause) return { nodes: [], edges: [] };
  const best = report.hypotheses[0];
  const start = cause.onset ?? best?.onset ?? null;
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  const change = numbers.items.find(
    (item) => item.kind.startsWith("change.") && item.value.ref === cause.change && cause.change,
  );
  if (change) {
    nodes.push({
      id: "change",
      title: changeName(change),
      detail: `change · ${lagOf(change.onset, start)}`,
      role: "change",
      evidence: [change.number],
    });
    edges.push({ from: "change", to: cause.entity, kind: "causal", label: "brought about" });
  }
  const hops = best?.path.length ? best.path : [{ ...cause, relation: "", verified: true }];
  hops.forEach((hop, index) => {
    const before = hops[index - 1];
    const ids = index === 0 ? [...hop.evidence_ids, ...cause.evidence_ids] : hop.evidence_ids;
    nodes.push(nodeOf(hop.entity, hop.onset, ids, start, numbers, index === 0 ? "cause" : "affected"));
    if (before) {
      edges.push({
        from: before.entity,
        to: hop.entity,
        kind: "causal",
        label: `${entityName(hop.entity)} ${hop.relation || "depends on"} ${entityName(before.entity)}`,
      });
    }
  });
  for (const place of impact.filter((one) => !nodes.some((node) => node.id === one.entity))) {
    nodes.push(nodeOf(place.entity, place.onset, place.evidence_ids, start, numbers, "affected"));
    edges.push({ from: cause.entity, to: place.entity, kind: "causal", label: "affected" });
  }
  ruledOut(report, numbers, nodes, edges);
  return { nodes: nodes.slice(0, MOST_NODES), edges };
}

function ruledOut(report: Report, numbers: Numbers, nodes: GraphNode[], edges: GraphEdge[]): void {
  const inside = new Set(nodes.map((node) => node.id));
  const touching = (one: Report["ruled_out"][number]) =>
    numbers.items.find((found) => one.evidence_ids.includes(found.evidence_id) && inside.has(found.entity));
  const others = report.ruled_out.filter((one) => !inside.has(one.subject) && touching(one)).slice(0, MOST_OUT);
  for (const one of others) {
    const item = touching(one);
    if (!item) continue;
    const title = one.subject.startsWith("change:") ? changeName(item) : entityName(one.subject);
    nodes.push({
      id: one.subject,
      title: visible(title),
      detail: "ruled out",
      role: "out",
      evidence: numbers.of(one.evidence_ids),
    });
    edges.push({ from: one.subject, to: item.entity, kind: "dependency", label: "ruled out" });
  }
}

/** What calls what round the entities of the report. */
export function around(report: Report, known: Topology, numbers: Numbers): Spread {
  const story = causal(report, numbers);
  const inside = new Map(
    story.nodes.filter((node) => node.role !== "out" && node.role !== "change").map((node) => [node.id, node]),
  );
  const near = known.edges.filter((edge) => inside.has(edge.src) || inside.has(edge.dst));
  const ids = [...new Set([...inside.keys(), ...near.flatMap((edge) => [edge.src, edge.dst])])].slice(0, MOST_NODES);
  return {
    nodes: ids.map(
      (id) =>
        inside.get(id) ?? {
          id,
          title: visible(entityName(id)),
          detail: id.split(":")[0] ?? "",
          role: "plain",
          evidence: [],
        },
    ),
    edges: near.map((edge) => ({
      from: edge.src,
      to: edge.dst,
      kind: "dependency",
      label: `${edge.src} ${edge.relation} ${edge.dst}`,
    })),
  };
}

function nodeOf(
  entity: string,
  onset: string | null,
  ids: readonly string[],
  start: string | null,
  numbers: Numbers,
  role: "cause" | "affected",
): GraphNode {
  const cited = numbers.items.filter((item) => ids.includes(item.evidence_id) && item.entity === entity);
  const state = cited.map(stateOf).find((text) => text !== "") ?? "affected";
  return {
    id: entity,
    title: visible(entityName(entity)),
    detail: `${state} · ${lagOf(onset, start)}`,
    role,
    evidence: numbers.of(ids),
  };
}

const lagOf = (at: string | null, from: string | null): string => (at && from ? lag(at, from) : "no onset");

const NAMES: Record<string, string> = {
  latency: "time",
  client_latency: "calls",
  pool_wait: "wait",
  pool_size: "pool",
  cpu: "CPU",
  memory: "memory",
  errors: "errors",
};

/** `pool wait 2.3 s`, of metric evidence; empty for other kinds. */
function stateOf(item: Numbered): string {
  const { after, unit } = item.value;
  if (!item.kind.startsWith("metric.") || typeof after !== "number") return "";
  const kind = item.kind.slice("metric.".length);
  const value = typeof unit === "string" ? measured(after, unit) : figures(after);
  return `${NAMES[kind] ?? kind.replaceAll("_", " ")} ${value}`;
}

/** `orders 1.18.4` of "Deploy of orders 1.18.4 (…)". */
const changeName = (item: Numbered): string => visible(item.text.replace(/^\w+ of /u, "").replace(/ \(.*$/u, ""));
