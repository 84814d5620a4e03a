/** CaseList: the rows, of which only those near the window are on the page. */
import { Link, useNavigate } from "@tanstack/react-router";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactElement, useEffect, useRef, useState } from "react";
import type { Case } from "../../api/shapes";
import { Ago } from "../../components/Ago";
import { Confidence } from "../../components/Confidence";
import { Pill } from "../../components/Pill";
import { Severity } from "../../components/Severity";
import { toneOf } from "../../components/states";
import { entityName, plural, visible, words } from "../../lib/format";
import styles from "./CaseList.module.css";

const ROW = 57;

export function CaseList({ items, more }: { items: Case[]; more: () => void }): ReactElement {
  const list = useRef<HTMLUListElement>(null);
  const [cursor, setCursor] = useState(0);
  const navigate = useNavigate();
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => ROW,
    overscan: 12,
    scrollMargin: list.current?.offsetTop ?? 0,
  });
  const visibleRows = rows.getVirtualItems();
  const last = visibleRows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= items.length - 20) more();
  }, [last, items.length, more]);
  const move = (to: number) => {
    const next = Math.max(0, Math.min(items.length - 1, to));
    setCursor(next);
    rows.scrollToIndex(next);
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus());
  };
  const press = (event: KeyboardEvent) => {
    const item = items[cursor];
    if (event.key === "j" || event.key === "ArrowDown") move(cursor + 1);
    else if (event.key === "k" || event.key === "ArrowUp") move(cursor - 1);
    else if (event.key === "o" && item) void navigate({ to: "/cases/$ref", params: { ref: item.number } });
    else return;
    event.preventDefault();
  };
  return (
    <ul ref={list} className={styles.list} style={{ height: rows.getTotalSize() }} onKeyDown={press}>
      {visibleRows.map((row) => {
        const item = items[row.index];
        const top = row.start - rows.options.scrollMargin;
        return item ? (
          <Row key={item.case_id} item={item} index={row.index} top={top} isCursor={row.index === cursor} />
        ) : null;
      })}
    </ul>
  );
}

interface RowProps {
  item: Case;
  index: number;
  top: number;
  isCursor: boolean;
}

function Row({ item, index, top, isCursor }: RowProps): ReactElement {
  return (
    <li style={{ transform: `translateY(${top}px)` }} className={styles.item}>
      <Link
        to="/cases/$ref"
        params={{ ref: item.number }}
        className={styles.row ?? ""}
        data-row={index}
        tabIndex={isCursor ? 0 : -1}
      >
        <span className={styles.severity}>
          <Severity level={item.severity} />
        </span>
        <span className={styles.what}>
          <strong>{visible(item.title)}</strong>
          <span>
            <code>{item.number}</code> · {visible(entityName(item.entity))} · {plural(item.event_count, "event")}
          </span>
        </span>
        <span className={styles.state}>
          <Pill tone={toneOf(item.state)}>{words(item.state)}</Pill>
        </span>
        <span className={styles.confidence}>
          {item.confidence !== null && <Confidence value={item.confidence} quiet />}
        </span>
        <span className={styles.owner}>
          {item.assigned_to ? visible(item.assigned_to) : item.acknowledged_by ? "Acknowledged" : ""}
        </span>
        <span className={styles.age}>
          <Ago at={item.opened_at} suffix="" />
        </span>
      </Link>
    </li>
  );
}
