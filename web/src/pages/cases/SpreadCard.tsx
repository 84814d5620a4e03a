/** SpreadCard: how it spread, as the report tells it or on the map of what calls what. */
import { useQuery } from "@tanstack/react-query";
import { type ReactElement, useMemo, useState } from "react";
import { topology } from "../../api/queries";
import type { Report } from "../../api/shapes";
import { Card } from "../../components/Card";
import { Glyph } from "../../components/Glyph";
import { Segmented } from "../../components/Segmented";
import { GLYPHS, GraphView } from "../../graph/GraphView";
import type { Role } from "../../graph/layout";
import type { Numbers } from "./evidence";
import { useSelection } from "./selection";
import { around, causal } from "./spread";
import styles from "./SpreadCard.module.css";

const VIEWS = [
  ["causal", "Causal"],
  ["topology", "Topology"],
] as const;
const LEGEND: [Role, string][] = [
  ["cause", "Root cause"],
  ["affected", "Affected"],
  ["change", "Change"],
  ["out", "Ruled out"],
];

export function SpreadCard({ report, numbers }: { report: Report; numbers: Numbers }): ReactElement | null {
  const [view, setView] = useState<"causal" | "topology">("causal");
  const known = useQuery({ ...topology, enabled: view === "topology" }).data;
  const { pointed, selected, select } = useSelection();
  const story = useMemo(() => causal(report, numbers), [report, numbers]);
  const shown = useMemo(
    () => (view === "topology" && known ? around(report, known, numbers) : story),
    [view, known, report, numbers, story],
  );
  if (story.nodes.length === 0) return null;
  const number = pointed ?? selected;
  const touched = shown.nodes
    .filter((node) => number !== null && node.evidence.includes(number))
    .map((node) => node.id);
  return (
    <Card title="How it spread" aside={<Segmented label="View" value={view} options={VIEWS} onChange={setView} />}>
      <GraphView
        label={`${view === "causal" ? "Causal graph" : "Map of calls"} of ${shown.nodes.map((node) => `${node.title} (${node.detail})`).join(", ")}`}
        nodes={shown.nodes}
        edges={shown.edges}
        lit={touched.length > 0 ? new Set(touched) : null}
        onChoose={(node) => select(node.evidence[0] ?? null)}
      />
      <ul className={styles.legend}>
        {LEGEND.filter(([role]) => shown.nodes.some((node) => node.role === role)).map(([role, text]) => (
          <li key={role}>
            <Glyph name={GLYPHS[role][0]} color={GLYPHS[role][1]} />
            {text}
          </li>
        ))}
        <li>
          <span className={view === "causal" ? styles.caused : styles.calls} aria-hidden="true" />
          {view === "causal" ? "brought about" : "calls"}
        </li>
      </ul>
    </Card>
  );
}
