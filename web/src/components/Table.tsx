/** Table: rows of a short list; on a narrow screen each row is a stack with its labels. */
import type { KeyboardEvent, ReactElement, ReactNode } from "react";
import { usePrefs } from "../lib/prefs";
import styles from "./Table.module.css";

export interface Column<T> {
  head: string;
  cell: (row: T) => ReactNode;
  align?: "right";
  width?: string;
  mono?: boolean;
}

interface Props<T> {
  label: string;
  rows: readonly T[];
  columns: readonly Column<T>[];
  id: (row: T) => string;
  onOpen?: (row: T) => void;
}

export function Table<T>({ label, rows, columns, id, onOpen }: Props<T>): ReactElement {
  const { shortcuts } = usePrefs();
  return (
    <table className={styles.table} aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.head} scope="col" style={{ width: column.width, textAlign: column.align }}>
              {column.head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody onKeyDown={onOpen && shortcuts ? move : undefined}>
        {rows.map((row) => (
          <tr key={id(row)} onClick={onOpen && (() => onOpen(row))} className={onOpen && styles.opens}>
            {columns.map((column) => (
              <td key={column.head} data-head={column.head} style={{ textAlign: column.align }}>
                <div className={column.mono ? styles.mono : undefined}>{column.cell(row)}</div>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const STEP: Record<string, number> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };

/** From one row's link to the next one's, while the list has the focus. */
function move(event: KeyboardEvent<HTMLTableSectionElement>): void {
  const step = STEP[event.key];
  const row = event.target instanceof Element ? event.target.closest("tr") : null;
  if (step === undefined || !row || event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.target instanceof HTMLInputElement) return;
  const rows = [...event.currentTarget.rows];
  const next = rows[rows.indexOf(row) + step]?.querySelector<HTMLElement>("a, button");
  if (!next) return;
  event.preventDefault();
  next.focus();
}
