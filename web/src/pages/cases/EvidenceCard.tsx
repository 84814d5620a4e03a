/** EvidenceCard: the observations the report rests on; j and k move, Enter opens. */
import { type KeyboardEvent, type ReactElement, useRef, useState } from "react";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Icon } from "../../components/Icon";
import { Kbd } from "../../components/Kbd";
import { Time } from "../../components/Time";
import { entityName, visible, words } from "../../lib/format";
import styles from "./EvidenceCard.module.css";
import { iconOf, type Numbered, sourceOf } from "./evidence";
import { useSelection } from "./selection";

const FIRST = 10;

export function EvidenceCard({ items }: { items: readonly Numbered[] }): ReactElement {
  const [all, setAll] = useState(false);
  const list = useRef<HTMLOListElement>(null);
  const shown = all ? items : items.slice(0, FIRST);
  const press = (event: KeyboardEvent) => {
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const rows = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLButtonElement);
    rows[Math.max(0, Math.min(rows.length - 1, at + step))]?.focus();
  };
  return (
    <Card
      title="Evidence"
      aside={
        <>
          <Kbd keys="j" /> <Kbd keys="k" /> to move
        </>
      }
    >
      {items.length === 0 && <p className={styles.none}>Nothing was found that a claim could rest on.</p>}
      <ol ref={list} onKeyDown={press} className={styles.list}>
        {shown.map((item) => (
          <Row key={item.evidence_id} item={item} />
        ))}
      </ol>
      {items.length > FIRST && (
        <Button kind="ghost" onClick={() => setAll(!all)} className={styles.all ?? ""}>
          {all ? "Show the first ten" : `Show all ${items.length}`}
        </Button>
      )}
    </Card>
  );
}

function Row({ item }: { item: Numbered }): ReactElement {
  const { selected, select, pointed, point } = useSelection();
  const isHere = selected === item.number || pointed === item.number;
  return (
    <li>
      <button
        type="button"
        className={styles.row}
        data-here={isHere || undefined}
        onClick={() => select(item.number)}
        onMouseEnter={() => point(item.number)}
        onMouseLeave={() => point(null)}
        onFocus={() => point(item.number)}
        onBlur={() => point(null)}
      >
        <span className={styles.number}>{item.number}</span>
        <span className={styles.icon}>
          <Icon name={item.presence === "found" ? iconOf(item.kind) : "eyeoff"} size={15} />
        </span>
        <span className={styles.text}>
          <span className={styles.title}>{visible(item.text)}</span>
          <span className={styles.detail}>
            {visible(entityName(item.entity))} · {words(item.kind.split(".").at(-1) ?? "").toLowerCase()}
          </span>
        </span>
        <span className={styles.when}>
          <span>{item.onset ? <Time at={item.onset} /> : ""}</span>
          <span className={styles.detail}>
            {item.presence !== "found"
              ? words(item.presence).toLowerCase()
              : item.contradicts
                ? "contradicts"
                : sourceOf(item.kind)}
          </span>
        </span>
      </button>
    </li>
  );
}
