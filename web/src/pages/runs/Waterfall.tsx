/** Waterfall: what a run did on one axis of time; only the rows near the window of a long one are on the page. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactElement, useEffect, useRef } from "react";
import { Glyph } from "../../components/Glyph";
import { visible, words } from "../../lib/format";
import { useWidth } from "../../lib/useWidth";
import type { Stage } from "./replay";
import type { View } from "./RunCard";
import styles from "./Waterfall.module.css";
import { barOf, LEAST_PX, type Row, type Stretch, stretchOf, ticksOf } from "./rows";
import { outcome, took } from "./words";

const HEIGHT = 34;
const MOST_SHOWN = 16;
const NAMES = { step: "Step", agent: "Agent", model: "Model", tool: "Tool", retrieval: "Retrieval", guard: "Check" };

interface Props {
  rows: Row[];
  view: View;
  decisive: string | null;
  selected: string | undefined;
  onSelect: (id: string) => void;
  stage: (row: Row) => Stage;
}

export function Waterfall({ rows, view, decisive, selected, onSelect, stage }: Props): ReactElement {
  const list = useRef<HTMLDivElement>(null);
  const [axis, width] = useWidth<HTMLDivElement>(320);
  const stretch = stretchOf(rows);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => list.current,
    estimateSize: () => HEIGHT,
    overscan: 8,
    initialRect: { width: 600, height: HEIGHT * MOST_SHOWN },
  });
  const here = rows.findIndex((row) => row.entry.event_id === selected);
  useEffect(() => {
    if (here >= 0) virtual.scrollToIndex(here);
  }, [here, virtual]);
  const press = (event: KeyboardEvent) => {
    const way = ["j", "ArrowDown"].includes(event.key) ? 1 : ["k", "ArrowUp"].includes(event.key) ? -1 : 0;
    const next = rows[Math.max(0, Math.min(rows.length - 1, here + way))];
    if (way === 0 || !next) return;
    event.preventDefault();
    onSelect(next.entry.event_id);
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>("[aria-current=true]")?.focus());
  };
  return (
    <div className={styles.whole} data-view={view}>
      <div className={styles.head}>
        <span>Entry</span>
        <div ref={axis} className={styles.axis} aria-hidden="true">
          {view !== "log" && <Axis stretch={stretch} width={width} />}
        </div>
      </div>
      <div ref={list} className={styles.scroll} style={{ maxHeight: HEIGHT * MOST_SHOWN + 2 }} onKeyDown={press}>
        <ul style={{ height: virtual.getTotalSize() }} className={styles.rows} aria-label="Entries of the run">
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            if (!row) return null;
            const isHere = index === here;
            return (
              <li key={row.entry.event_id} style={{ transform: `translateY(${start}px)` }}>
                <button
                  type="button"
                  className={styles.row}
                  data-stage={stage(row)}
                  aria-current={isHere}
                  tabIndex={isHere || (here < 0 && index === 0) ? 0 : -1}
                  onClick={() => onSelect(row.entry.event_id)}
                >
                  <Name row={row} isDecisive={row.entry.event_id === decisive} />
                  {view === "log" ? (
                    <span className={styles.line}>{line(row)}</span>
                  ) : (
                    <BarOf row={row} stretch={stretch} width={width} />
                  )}
                </button>
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}

function Name({ row, isDecisive }: { row: Row; isDecisive: boolean }): ReactElement {
  const said = `${NAMES[row.kind]}, ${outcome(row.entry.status)}`;
  return (
    <span className={styles.name} style={{ paddingLeft: Math.min(row.depth, 6) * 16 }}>
      <span className={styles.mark} data-kind={row.kind} title={said}>
        {row.isFailed ? <Glyph name="diamond" color="var(--sev1-fill)" /> : <i />}
      </span>
      <span className={row.isFailed ? styles.failed : styles.word}>{visible(row.entry.name)}</span>
      {isDecisive && <span className={styles.decisive}>decisive</span>}
      <span className="sr">{said}</span>
    </span>
  );
}

function BarOf({ row, stretch, width }: { row: Row; stretch: Stretch; width: number }): ReactElement {
  const bar = barOf(row, stretch, width);
  if (!bar) return <span className={styles.track}>no time was sent</span>;
  const length = (row.end ?? row.start ?? 0) - (row.start ?? 0);
  const isLate = bar.left + bar.width > width * 0.62;
  return (
    <span className={styles.track}>
      <span
        className={styles.bar}
        data-kind={row.kind}
        data-failed={row.isFailed || undefined}
        style={{ left: bar.left, width: bar.width }}
        title={row.tries > 1 ? `${row.tries} tries; when each began was not recorded` : undefined}
      >
        {Array.from({ length: bar.width >= row.tries * LEAST_PX ? row.tries : 1 }, (_, index) => (
          <i key={index} />
        ))}
      </span>
      <span
        className={styles.took}
        style={isLate ? { right: width - bar.left + 6 } : { left: bar.left + bar.width + 6 }}
      >
        {length > 0 ? took(length) : ""}
        {row.tries > 1 && ` · ${row.tries} tries`}
      </span>
    </span>
  );
}

function Axis({ stretch, width }: { stretch: Stretch; width: number }): ReactElement {
  const length = stretch.end - stretch.start;
  return (
    <>
      {ticksOf(stretch, Math.max(2, Math.floor(width / 70))).map((at) => {
        const left = (at / length) * width;
        return (
          <span key={at} style={left > width - 40 ? { right: 0 } : { left }}>
            {at === 0 ? "0" : took(at)}
          </span>
        );
      })}
    </>
  );
}

/** What an entry says of itself, in one line. */
function line({ entry, isFailed }: Row): string {
  const { details } = entry;
  const names = isFailed
    ? ["error_message", "output_summary", "result_summary"]
    : ["output_summary", "result_summary", "message", "error_message"];
  const said = names.map((name) => details[name]).find((text) => typeof text === "string" && text !== "");
  return typeof said === "string" ? visible(said) : words(entry.status);
}
