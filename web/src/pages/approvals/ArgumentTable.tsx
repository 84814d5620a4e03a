/** ArgumentTable: every argument of a call, exactly, with where it came from; invisible characters are written out. */
import type { ReactElement } from "react";
import type { Argument } from "../../api/shapes";
import { visible, words } from "../../lib/format";
import styles from "./ArgumentTable.module.css";

export function ArgumentTable({ items }: { items: readonly Argument[] }): ReactElement {
  return (
    <dl className={styles.table}>
      {items.map((item) => (
        <div key={item.pointer}>
          <dt>{visible(item.pointer.slice(1).replaceAll("/", "."))}</dt>
          <dd>
            {visible(item.shown)}
            {item.untrusted.length > 0 && (
              <span className={styles.untrusted}>has {item.untrusted.map(words).join(", ").toLowerCase()} in it</span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
