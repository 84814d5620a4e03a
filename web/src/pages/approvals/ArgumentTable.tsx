/** ArgumentTable: every argument of a call, exactly, with where it came from and what an edit changed about it;
 * characters that the eye would not see are written out. */
import type { ReactElement } from "react";
import type { Argument } from "../../api/shapes";
import { visible, words } from "../../lib/format";
import styles from "./ArgumentTable.module.css";

export function ArgumentTable({ items }: { items: readonly Argument[] }): ReactElement {
  if (items.length === 0) return <p className={styles.none}>It takes no arguments.</p>;
  return (
    <dl className={styles.table}>
      {items.map((item) => (
        <div key={item.pointer}>
          <dt>
            {visible(named(item.pointer))}
            {item.sensitive && <span className={styles.decides}>decides what is hit</span>}
          </dt>
          <dd>
            <Value item={item} />
            {item.untrusted.length > 0 && (
              <span className={styles.untrusted}>comes from {item.untrusted.map(words).join(", ").toLowerCase()}</span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** `/body/a~1b` as `body.a/b`. */
const named = (pointer: string): string =>
  pointer
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .join(".");

function Value({ item }: { item: Argument }): ReactElement {
  if (item.gone) {
    return (
      <>
        <del>{visible(item.before ?? "")}</del> <span className={styles.how}>taken away</span>
      </>
    );
  }
  if (item.added) {
    return (
      <>
        <ins>{visible(item.shown)}</ins> <span className={styles.how}>new</span>
      </>
    );
  }
  if (item.before === undefined) return <>{visible(item.shown)}</>;
  return (
    <>
      <del>{visible(item.before)}</del>
      <span aria-hidden="true"> → </span>
      <span className="sr">becomes </span>
      <ins>{visible(item.shown)}</ins>
    </>
  );
}
