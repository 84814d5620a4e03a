/** Table: rows of a short list; on a narrow screen each row is a stack with its labels. */
import type { ReactElement, ReactNode } from "react";
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
      <tbody>
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
