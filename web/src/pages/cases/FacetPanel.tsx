/** FacetPanel: how many cases have each state, severity, service, team, source and cause; a click narrows the list. */
import type { ReactElement } from "react";
import type { Facets } from "../../api/shapes";
import { Skeleton } from "../../components/Feedback";
import { entityName, visible, words } from "../../lib/format";
import styles from "./FacetPanel.module.css";
import type { CasesSearch } from "./search";

/** What the address calls it, what the server's counts call it, its title, and how a value is read. */
const FIRST = [
  ["state", "state", "Status", words],
  ["severity", "severity", "Severity", words],
  ["kind", "kind", "Kind", words],
] as const;
const LATER = [
  ["team", "team", "Team", entityName],
  ["source", "source", "Source", (name: string) => name],
  ["cause", "cause_kind", "Cause", (kind: string) => words(kind.replace(".", ": "))],
] as const;
type Named = (typeof FIRST | typeof LATER)[number];
const MOST = 8;
const MOST_SHOWN = 10;
const WIDE = 1100;
const CLOSED_HEIGHT = 36;

interface Props {
  facets: Facets | undefined;
  search: CasesSearch;
  onChange: (changed: Partial<CasesSearch>) => void;
  me: string | undefined;
  /** A person's name in the place of an id. */
  named: (text: string) => string;
}

export function FacetPanel({ facets, search, onChange, me, named }: Props): ReactElement {
  const isWide = window.innerWidth > WIDE;
  if (!facets) return <Skeleton height={isWide ? 360 : CLOSED_HEIGHT} />;
  const entities = Object.entries(facets.entity)
    .filter(([entity]) => entity !== "")
    .slice(0, MOST);
  const owners = Object.entries(facets.assigned_to).filter(([owner]) => owner !== me);
  return (
    <details className={styles.panel} open={isWide}>
      <summary>Filters</summary>
      {FIRST.map((group) => (
        <Several key={group[0]} group={group} facets={facets} search={search} onChange={onChange} />
      ))}
      {entities.length > 0 && (
        <Group title="Service">
          {entities.map(([entity, n]) => (
            <Choice
              key={entity}
              text={visible(entityName(entity))}
              n={n}
              chosen={search.entity === entity}
              onClick={() => onChange({ entity: search.entity === entity ? "" : entity })}
            />
          ))}
        </Group>
      )}
      {LATER.map((group) => (
        <Several key={group[0]} group={group} facets={facets} search={search} onChange={onChange} />
      ))}
      <Group title="Owner">
        {[...mine(me, facets.assigned_to), ["-", unowned(facets)] as const, ...owners.slice(0, MOST)].map(
          ([owner, n]) => (
            <Choice
              key={owner}
              text={owner === "me" ? "Me" : owner === "-" ? "Nobody" : named(owner)}
              n={n}
              chosen={search.owner === owner}
              onClick={() => onChange({ owner: search.owner === owner ? "" : owner })}
            />
          ),
        )}
      </Group>
    </details>
  );
}

type SeveralProps = Pick<Props, "search" | "onChange"> & { group: Named; facets: Facets };

/** Of which any number may be chosen. */
function Several({ group: [name, counted, title, told], facets, search, onChange }: SeveralProps): ReactElement {
  return (
    <Group title={title}>
      {values(facets[counted], search[name]).map(([value, n]) => (
        <Choice
          key={value}
          text={visible(told(value))}
          n={n}
          chosen={search[name]?.includes(value) ?? false}
          onClick={() => onChange({ [name]: toggled(search[name], value) })}
        />
      ))}
    </Group>
  );
}

/** An address that says `me` shows everybody their own. */
const mine = (me: string | undefined, owners: Record<string, number> | undefined): (readonly [string, number])[] =>
  me === undefined ? [] : [["me", owners?.[me] ?? 0]];

/** Cases that nobody has are those that are left. */
const unowned = (facets: Facets): number => total(facets.state) - total(facets.assigned_to);
const total = (counts: Record<string, number>): number => Object.values(counts).reduce((sum, n) => sum + n, 0);

function Group({ title, children }: { title: string; children: ReactElement[] }): ReactElement | null {
  if (children.length === 0) return null;
  return (
    <fieldset className={styles.group}>
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}

function Choice(props: { text: string; n: number | undefined; chosen: boolean; onClick: () => void }): ReactElement {
  return (
    <button type="button" className={styles.choice} aria-pressed={props.chosen} onClick={props.onClick}>
      <span>{props.text}</span>
      <span className={styles.count}>{props.n}</span>
    </button>
  );
}

/** The most frequent; what is chosen stays in the list although it is none of them, or nothing has it any more. */
function values(found: Record<string, number>, chosen: string[] | undefined): [string, number][] {
  const shown = Object.entries(found).slice(0, MOST_SHOWN);
  const missing = (chosen ?? []).filter((value) => !shown.some(([one]) => one === value));
  return [...shown, ...missing.map((value): [string, number] => [value, found[value] ?? 0])];
}

function toggled(chosen: string[] | undefined, value: string): string[] {
  return chosen?.includes(value) ? chosen.filter((one) => one !== value) : [...(chosen ?? []), value];
}
