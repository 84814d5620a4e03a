/** CaseList: the rows, of which only those near the window are on the page; j and k move, x selects, o opens. */
import { useNavigate } from "@tanstack/react-router";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactElement, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Case } from "../../api/shapes";
import { usePrefs } from "../../lib/prefs";
import styles from "./CaseList.module.css";
import { CaseRow } from "./CaseRow";
import { keyOf } from "./pulse";
import { extended, NONE, type Picked, toggled } from "./picked";
import { usePulses } from "./usePulses";

const ROW = 57;
const OVERSCAN = 24;
/** So many rows before the end the next page is asked for. */
const AHEAD = 150;

interface Props {
  items: Case[];
  more: () => void;
  picked: Picked;
  /** A person's name in the place of an id. */
  named: (text: string) => string;
  /** Absent where this person may change nothing. */
  onPick: ((picked: Picked) => void) | undefined;
  /** `e` and `i` on the selected rows, or on the one that has the focus. */
  onAct: (verb: "acknowledge" | "assign", items: Case[]) => void;
}

export function CaseList({ items, more, picked, named, onPick, onAct }: Props): ReactElement {
  const list = useRef<HTMLUListElement>(null);
  const [cursor, setCursor] = useState(0);
  const [margin, setMargin] = useState(0);
  const { shortcuts } = usePrefs();
  const navigate = useNavigate();
  useLayoutEffect(() => setMargin(list.current?.offsetTop ?? 0), []);
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => ROW,
    overscan: OVERSCAN,
    scrollMargin: margin,
  });
  const visibleRows = rows.getVirtualItems();
  const last = visibleRows.at(-1)?.index ?? 0;
  const pulses = usePulses(visibleRows.flatMap((row) => items[row.index] ?? []));
  useEffect(() => {
    if (last >= items.length - AHEAD) more();
  }, [last, items.length, more]);
  const move = (to: number) => {
    const next = Math.max(0, Math.min(items.length - 1, to));
    setCursor(next);
    rows.scrollToIndex(next);
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus());
  };
  const pick = (item: Case, isRange: boolean) => {
    const order = isRange ? items.map((one) => one.case_id) : [];
    onPick?.(isRange ? extended(picked, item.case_id, order) : toggled(picked, item.case_id));
  };
  const act = (verb: "acknowledge" | "assign", item: Case) =>
    onAct(verb, picked.ids.size > 0 ? items.filter((one) => picked.ids.has(one.case_id)) : [item]);
  const press = (event: KeyboardEvent) => {
    const item = items[cursor];
    const isLetter = event.key.length === 1;
    if (!item || event.ctrlKey || event.metaKey || event.altKey || (isLetter && !shortcuts)) return;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "arrowdown") move(cursor + 1);
    else if (key === "k" || key === "arrowup") move(cursor - 1);
    else if (key === "o") void navigate({ to: "/cases/$ref", params: { ref: item.number } });
    else if (key === "x" && onPick) pick(item, event.shiftKey);
    else if (key === "e" && onPick) act("acknowledge", item);
    else if (key === "i" && onPick) act("assign", item);
    else if (key === "escape" && picked.ids.size > 0) onPick?.(NONE);
    else return;
    event.preventDefault();
  };
  return (
    <ul ref={list} className={styles.list} style={{ height: rows.getTotalSize() }} onKeyDown={press}>
      {visibleRows.map((row) => {
        const item = items[row.index];
        return item ? (
          <CaseRow
            key={item.case_id}
            item={item}
            index={row.index}
            top={row.start - margin}
            pulse={pulses[keyOf(item)]}
            named={named}
            isCursor={row.index === cursor}
            isPicked={picked.ids.has(item.case_id)}
            onFocus={() => setCursor(row.index)}
            onPick={onPick && ((isRange) => pick(item, isRange))}
          />
        ) : null;
      })}
    </ul>
  );
}
