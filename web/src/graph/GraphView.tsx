/** GraphView: a small directed graph; arrows say "caused" or "calls", nodes can be reached by keyboard. */
import type { ReactElement } from "react";
import { useMemo } from "react";
import { Glyph, type GlyphName } from "../components/Glyph";
import { useWidth } from "../lib/useWidth";
import styles from "./GraphView.module.css";
import { type GraphEdge, type GraphNode, NODE, path, place, type Role } from "./layout";

interface Props {
  label: string;
  nodes: readonly GraphNode[];
  edges: readonly GraphEdge[];
  /** Nodes that stand out; the others are dimmed. Null: none does. */
  lit: ReadonlySet<string> | null;
  chosen?: string | undefined;
  onChoose: (node: GraphNode) => void;
  /** On a wide page a graph may be larger than its first form. */
  scroll?: boolean;
}

export const GLYPHS: Record<Role, [GlyphName, string]> = {
  cause: ["diamond", "var(--sev1-fill)"],
  affected: ["triangle", "var(--sev2-fill)"],
  change: ["hollow", "var(--accent)"],
  out: ["ring", "var(--text-3)"],
  plain: ["circle", "var(--control)"],
};
const NARROW = 480;

export function GraphView({ label, nodes, edges, lit, chosen, onChoose, scroll = false }: Props): ReactElement {
  const [box, width] = useWidth<HTMLDivElement>(640);
  const direction = width < NARROW ? "TB" : "LR";
  const placed = useMemo(
    () => place(direction === "LR" ? nodes : nodes.filter((node) => node.role !== "out"), edges, direction),
    [nodes, edges, direction],
  ); // on a narrow screen there is room for what happened only; what was ruled out stands in the list
  const scale = scroll ? Math.max(0.72, Math.min(1, width / placed.width)) : Math.min(1, width / placed.width);
  const isDim = (id: string) => lit !== null && !lit.has(id);
  return (
    <div ref={box} className={styles.box}>
      <svg
        role="group"
        aria-label={label}
        viewBox={`0 0 ${placed.width} ${placed.height}`}
        width={placed.width * scale}
        height={placed.height * scale}
        className={styles.graph}
      >
        <defs>
          {(["causal", "dependency"] as const).map((kind) => (
            <marker
              key={kind}
              id={`arrow-${kind}`}
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="7"
              markerHeight="7"
              orient="auto"
            >
              <path d="M1 1 7 4 1 7" fill="none" strokeWidth="1.4" className={styles[kind]} />
            </marker>
          ))}
        </defs>
        {placed.edges.map((edge) => (
          <path
            key={`${edge.from} ${edge.to}`}
            d={path(edge.points, direction)}
            className={styles[edge.kind]}
            data-dim={isDim(edge.from) || isDim(edge.to) || undefined}
            markerEnd={`url(#arrow-${edge.kind})`}
            fill="none"
          >
            <title>{edge.label}</title>
          </path>
        ))}
        {placed.nodes.map((node) => (
          <Node key={node.id} node={node} isDim={isDim(node.id)} isChosen={chosen === node.id} onChoose={onChoose} />
        ))}
      </svg>
    </div>
  );
}

interface NodeProps {
  node: GraphNode & { x: number; y: number };
  isDim: boolean;
  isChosen: boolean;
  onChoose: (node: GraphNode) => void;
}

function Node({ node, isDim, isChosen, onChoose }: NodeProps): ReactElement {
  const [glyph, color] = GLYPHS[node.role];
  return (
    <g
      transform={`translate(${node.x - NODE.width / 2} ${node.y - NODE.height / 2})`}
      className={styles.node}
      data-role={node.role}
      data-dim={isDim || undefined}
      data-chosen={isChosen || undefined}
      role="button"
      tabIndex={0}
      onClick={() => onChoose(node)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        onChoose(node);
      }}
    >
      <title>{`${node.title}\n${node.detail}`}</title>
      <rect width={NODE.width} height={NODE.height} rx="8" />
      <svg x="10" y="10" width="11" height="11">
        <Glyph name={glyph} color={color} />
      </svg>
      <text x="27" y="19" className={styles.title}>
        {shortened(node.title, 15)}
      </text>
      <text x="27" y="35" className={styles.detail}>
        {shortened(node.detail, 21)}
      </text>
    </g>
  );
}

const shortened = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
