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
            {item.before !== undefined && item.before !== item.value && (
              <>
                <del>{visible(plain(item.before))}</del>
                <span aria-hidden="true"> → </span>
                <span className="sr">becomes </span>
              </>
            )}
            {item.before !== undefined && item.before !== item.value ? (
              <ins>{visible(item.shown)}</ins>
            ) : (
              visible(item.shown)
            )}
            {item.untrusted.length > 0 && (
              <span className={styles.untrusted}>has {item.untrusted.map(words).join(", ").toLowerCase()} in it</span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

const plain = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
