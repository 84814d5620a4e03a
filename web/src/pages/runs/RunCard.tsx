/** RunCard: the run itself: its entries in time beside the one that is looked at, and the replay of them. */
import { type ReactElement, useMemo, useState } from "react";
import type { Run } from "../../api/runs";
import { Card } from "../../components/Card";
import { Empty } from "../../components/Feedback";
import { Segmented } from "../../components/Segmented";
import { EntryDetail } from "./EntryDetail";
import { orderOf, placeOf, stageOf } from "./replay";
import { ReplayBar } from "./ReplayBar";
import styles from "./RunCard.module.css";
import { rowsOf } from "./rows";
import { Waterfall } from "./Waterfall";

const VIEWS = [
  ["tree", "Tree"],
  ["timeline", "Timeline"],
  ["log", "Log"],
] as const;
export type View = (typeof VIEWS)[number][0];

interface Props {
  item: Run;
  decisive: string | null;
  selected: string | undefined;
  onSelect: (id: string) => void;
}

export function RunCard({ item, decisive, selected, onSelect }: Props): ReactElement {
  const [view, setView] = useState<View>("tree");
  const [replays, setReplays] = useState(false);
  const { timeline } = item;
  const tree = useMemo(() => rowsOf(timeline), [timeline]);
  const order = useMemo(() => orderOf(timeline), [timeline]);
  const rows = useMemo(() => {
    if (view === "tree") return tree;
    const place = (id: string) => order.get(id) ?? 0;
    return tree.map((row) => ({ ...row, depth: 0 })).sort((a, b) => place(a.entry.event_id) - place(b.entry.event_id));
  }, [tree, order, view]);
  const place = placeOf(timeline, selected);
  const chosen = tree.find((row) => row.entry.event_id === selected);
  if (timeline.length === 0) {
    return (
      <Card title="What it did">
        <Empty title="The run recorded no step and no call" />
      </Card>
    );
  }
  return (
    <Card
      title="What it did"
      aside={<Segmented<View> label="View of the run" value={view} options={VIEWS} onChange={setView} />}
    >
      <ReplayBar
        timeline={timeline}
        place={place}
        replays={replays}
        onPlace={(to) => {
          setReplays(true);
          const entry = timeline[to];
          if (entry) onSelect(entry.event_id);
        }}
        onEnd={() => setReplays(false)}
      />
      <div className={styles.columns}>
        <Waterfall
          rows={rows}
          view={view}
          decisive={decisive}
          selected={selected}
          onSelect={onSelect}
          stage={(row) => (replays ? stageOf(row, order, place, timeline) : "over")}
        />
        {chosen && <EntryDetail row={chosen} item={item} />}
      </div>
    </Card>
  );
}
