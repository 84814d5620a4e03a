/** BulkBar: what may be done with the selected rows, over the end of the list, so that nothing moves. */
import { DropdownMenu } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import type { Case } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Icon } from "../../components/Icon";
import { plural, visible } from "../../lib/format";
import styles from "./BulkBar.module.css";
import { snoozes } from "./snoozes";
import type { Bulk } from "./useBulk";

const MOST = 500;
const MOST_TARGETS = 8;

interface Props {
  items: readonly Case[];
  me: string;
  people: readonly string[];
  /** A person's name in the place of an id. */
  named: (text: string) => string;
  bulk: Bulk;
  onClear: () => void;
}

export function BulkBar({ items, me, people, named, bulk, onClear }: Props): ReactElement | null {
  if (items.length === 0) return bulk.told && <Told bulk={bulk} />;
  const tooMany = items.length > MOST;
  const others = people.filter((one) => one !== me);
  return (
    <div className={styles.bar} role="toolbar" aria-label="Selected cases">
      <strong>{tooMany ? `${items.length} selected, at most ${MOST} at once` : `${items.length} selected`}</strong>
      <Button disabled={tooMany} onClick={() => bulk.act({ verb: "acknowledge", items })}>
        Acknowledge
      </Button>
      <Menu label="Assign" disabled={tooMany}>
        <Item text="To me" onSelect={() => bulk.act({ verb: "assign", items, to: me })} />
        {others.map((one) => (
          <Item key={one} text={named(one)} onSelect={() => bulk.act({ verb: "assign", items, to: one })} />
        ))}
        <Item text="To nobody" onSelect={() => bulk.act({ verb: "assign", items, to: null })} />
      </Menu>
      <Menu label="Snooze" disabled={tooMany}>
        {snoozes(new Date()).map(([text, until]) => (
          <Item key={text} text={text} onSelect={() => bulk.act({ verb: "snooze", items, until })} />
        ))}
        <Item text="Wake" onSelect={() => bulk.act({ verb: "wake", items })} />
      </Menu>
      <Menu label="End" disabled={tooMany}>
        <Item text="Resolve" onSelect={() => bulk.act({ verb: "resolve", items })} />
        <Item text="Close" onSelect={() => bulk.act({ verb: "close", items })} />
      </Menu>
      {items.length > 1 && (
        <Menu label="Merge into" disabled={tooMany}>
          {targets(items).map((into) => (
            <Item
              key={into.case_id}
              text={`${into.number} ${visible(into.title)}`}
              onSelect={() =>
                bulk.act({
                  verb: "merge",
                  items: items.filter((one) => one.case_id !== into.case_id),
                  to: into.case_id,
                })
              }
            />
          ))}
        </Menu>
      )}
      <Button kind="ghost" onClick={onClear}>
        Clear
      </Button>
      <span role="status">{bulk.isPending ? "Working…" : ""}</span>
    </div>
  );
}

/** The oldest first: it is most likely what the others follow from. */
const targets = (items: readonly Case[]): Case[] =>
  [...items].sort((one, other) => (one.opened_at < other.opened_at ? -1 : 1)).slice(0, MOST_TARGETS);

function Told({ bulk }: { bulk: Bulk }): ReactElement {
  const { text = "", refusals = [] } = bulk.told ?? {};
  return (
    <div className={styles.bar} role="status">
      <strong>{visible(text)}</strong>
      {refusals.length > 0 && (
        <details className={styles.refused}>
          <summary>{plural(refusals.length, "case was", "cases were")} refused</summary>
          <ul>
            {refusals.map((one) => (
              <li key={one}>{visible(one)}</li>
            ))}
          </ul>
        </details>
      )}
      <Button kind="ghost" onClick={bulk.forget} aria-label="Dismiss">
        <Icon name="cross" size={14} />
      </Button>
    </div>
  );
}

function Menu({ label, disabled, children }: { label: string; disabled: boolean; children: ReactNode }): ReactElement {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild disabled={disabled}>
        <Button>
          {label}
          <Icon name="down" size={12} />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={styles.menu} side="top" align="start" sideOffset={6}>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Item({ text, onSelect }: { text: string; onSelect: () => void }): ReactElement {
  return (
    <DropdownMenu.Item className={styles.item} onSelect={onSelect}>
      {text}
    </DropdownMenu.Item>
  );
}
