/** Layout: where the nodes of a small graph stand and how its edges run. */
import { Graph, layout as arrange } from "@dagrejs/dagre";

export interface GraphNode {
  id: string;
  title: string;
  detail: string;
  role: Role;
  /** What it rests on. */
  evidence: number[];
}
export type Role = "cause" | "affected" | "change" | "out" | "plain";
export interface GraphEdge {
  from: string;
  to: string;
  kind: "causal" | "dependency";
  label: string;
}
export interface Point {
  x: number;
  y: number;
}
export interface Placed {
  nodes: (GraphNode & Point)[];
  edges: (GraphEdge & { points: Point[] })[];
  width: number;
  height: number;
}

export const NODE = { width: 142, height: 46 };

export function place(nodes: readonly GraphNode[], edges: readonly GraphEdge[], direction: "LR" | "TB"): Placed {
  const graph = new Graph();
  graph.setGraph({
    rankdir: direction,
    nodesep: direction === "LR" ? 18 : 14,
    ranksep: direction === "LR" ? 34 : 30,
    marginx: 2,
    marginy: 2,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node.id, { ...NODE });
  const known = new Set(nodes.map((node) => node.id));
  const drawn = edges.filter((edge) => known.has(edge.from) && known.has(edge.to) && edge.from !== edge.to);
  for (const edge of drawn) graph.setEdge(edge.from, edge.to, {});
  arrange(graph);
  const size = graph.graph() as { width?: number; height?: number };
  return {
    nodes: nodes.map((node) => {
      const at = graph.node(node.id) as Point;
      return { ...node, x: at.x, y: at.y };
    }),
    edges: drawn.map((edge) => ({
      ...edge,
      points: ends(graph.node(edge.from) as Point, graph.node(edge.to) as Point, direction),
    })),
    width: size.width ?? 0,
    height: size.height ?? 0,
  };
}

/** Edges leave in the middle of a side and arrive in the middle of the one opposite, so that arrows can be followed. */
function ends(from: Point, to: Point, direction: "LR" | "TB"): Point[] {
  if (direction === "TB") {
    const down = to.y >= from.y ? 1 : -1;
    return [
      { x: from.x, y: from.y + (down * NODE.height) / 2 },
      { x: to.x, y: to.y - (down * NODE.height) / 2 },
    ];
  }
  const right = to.x >= from.x ? 1 : -1;
  return [
    { x: from.x + (right * NODE.width) / 2, y: from.y },
    { x: to.x - (right * NODE.width) / 2, y: to.y },
  ];
}

/** A smooth line between the points. */
export function path(points: readonly Point[], direction: "LR" | "TB"): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (!first || !last) return "";
  if (Math.abs(first.y - last.y) < 1 || Math.abs(first.x - last.x) < 1)
    return `M${first.x} ${first.y}L${last.x} ${last.y}`;
  const middle = direction === "LR" ? (first.x + last.x) / 2 : (first.y + last.y) / 2;
  return direction === "LR"
    ? `M${first.x} ${first.y}C${middle} ${first.y} ${middle} ${last.y} ${last.x} ${last.y}`
    : `M${first.x} ${first.y}C${first.x} ${middle} ${last.x} ${middle} ${last.x} ${last.y}`;
}
