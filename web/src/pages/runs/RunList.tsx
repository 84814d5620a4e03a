/** RunList: the rows, of which only those near the window are on the page. */
import { Link } from "@tanstack/react-router";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactElement, useEffect, useRef, useState } from "react";
import type { RunLine } from "../../api/runs";
import { Ago } from "../../components/Ago";
import { Pill } from "../../components/Pill";
import { visible } from "../../lib/format";
import styles from "./RunList.module.css";
import { money, outcome, outcomeTone, took } from "./words";

const ROW = 57;

export function RunList({ items, more }: { items: RunLine[]; more: () => void }): ReactElement {
  const list = useRef<HTMLUListElement>(null);
  const [cursor, setCursor] = useState(0);
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => ROW,
    overscan: 12,
    scrollMargin: list.current?.offsetTop ?? 0,
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= items.length - 20) more();
  }, [last, items.length, more]);
  const press = (event: KeyboardEvent) => {
    const way =
      event.key === "j" || event.key === "ArrowDown" ? 1 : event.key === "k" || event.key === "ArrowUp" ? -1 : 0;
    if (way === 0) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(items.length - 1, cursor + way));
    setCursor(next);
    rows.scrollToIndex(next);
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus());
  };
  return (
    <ul ref={list} className={styles.list} style={{ height: rows.getTotalSize() }} onKeyDown={press}>
      {shown.map((row) => {
        const item = items[row.index];
        if (!item) return null;
        return (
          <li
            key={item.run_id}
            className={styles.item}
            style={{ transform: `translateY(${row.start - rows.options.scrollMargin}px)` }}
          >
            <RunRow item={item} index={row.index} isCursor={row.index === cursor} />
          </li>
        );
      })}
    </ul>
  );
}

function RunRow({ item, index, isCursor }: { item: RunLine; index: number; isCursor: boolean }): ReactElement {
  const problem = item.error_message ?? item.error_type;
  return (
    <Link
      to="/runs/$id"
      params={{ id: item.run_id }}
      className={styles.row ?? ""}
      data-row={index}
      tabIndex={isCursor ? 0 : -1}
    >
      <Pill tone={outcomeTone(item.status)}>{outcome(item.status)}</Pill>
      <span className={styles.what}>
        <strong>
          {visible(item.agent_name)} {item.agent_version && <span>{visible(item.agent_version)}</span>}
        </strong>
        <span>{problem ? visible(problem) : <code>{visible(item.run_id)}</code>}</span>
      </span>
      <span className={styles.model}>{visible(item.model)}</span>
      <span className={styles.number}>{took(item.duration_ms)}</span>
      <span className={styles.number}>{money(item.cost_usd)}</span>
      <span className={styles.age}>
        <Ago at={item.created_at} suffix="" />
      </span>
    </Link>
  );
}
