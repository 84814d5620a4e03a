import { describe, expect, it } from "vitest";
import { type GraphNode, NODE, path, place } from "./layout";

const node = (id: string): GraphNode => ({ id, title: id, detail: "", role: "plain", evidence: [] });
const edge = (from: string, to: string) => ({ from, to, kind: "causal" as const, label: "" });

describe("a small graph", () => {
  it("runs from left to right, or down on a narrow screen, without two nodes in one place", () => {
    const nodes = ["a", "b", "c", "d"].map(node);
    const edges = [edge("a", "b"), edge("b", "c"), edge("b", "d"), edge("a", "nowhere"), edge("c", "c")];
    for (const direction of ["LR", "TB"] as const) {
      const placed = place(nodes, edges, direction);
      expect(placed.edges).toHaveLength(3);
      const at = new Map(placed.nodes.map((one) => [one.id, one]));
      const axis = direction === "LR" ? "x" : "y";
      expect(at.get("a")?.[axis]).toBeLessThan(at.get("b")?.[axis] ?? 0);
      for (const one of placed.nodes)
        for (const other of placed.nodes)
          if (one.id < other.id)
            expect(Math.abs(one.x - other.x) >= NODE.width || Math.abs(one.y - other.y) >= NODE.height).toBe(true);
    }
  });
  it("draws edges that begin and end at the sides", () => {
    const placed = place(["a", "b"].map(node), [edge("a", "b")], "LR");
    const [first] = placed.edges;
    expect(first && path(first.points, "LR")).toMatch(/^M144 \d+L\d+ \d+$/);
  });
  it("is empty without nodes", () => expect(place([], [], "LR").nodes).toEqual([]));
});
