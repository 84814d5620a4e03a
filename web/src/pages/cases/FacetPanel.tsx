/** FacetPanel: how many cases have each state, severity, kind and service; a click narrows the list. */
import type { ReactElement } from "react";
import type { Facets } from "../../api/shapes";
import { Skeleton } from "../../components/Feedback";
import { entityName, visible, words } from "../../lib/format";
import styles from "./FacetPanel.module.css";
import type { CasesSearch } from "./search";

const GROUPS = [
  ["state", "Status"],
  ["severity", "Severity"],
  ["kind", "Kind"],
  ["cause", "Cause"],
] as const;
const MOST = 8;
const WIDE = 1100;
const CLOSED_HEIGHT = 36;

interface Props {
  facets: Facets | undefined;
  search: CasesSearch;
  onChange: (changed: Partial<CasesSearch>) => void;
  me: string | undefined;
}

export function FacetPanel({ facets, search, onChange, me }: Props): ReactElement {
  const isWide = window.innerWidth > WIDE;
  if (!facets) return <Skeleton height={isWide ? 360 : CLOSED_HEIGHT} />;
  const entities = Object.entries(facets.entity)
    .filter(([entity]) => entity !== "")
    .slice(0, MOST);
  const owners = Object.entries(facets.assigned_to).filter(([owner]) => owner !== me);
  return (
    <details className={styles.panel} open={isWide}>
      <summary>Filters</summary>
      {GROUPS.map(([name, title]) => (
        <Group key={name} title={title}>
          {values(facets[name === "cause" ? "cause_kind" : name], search[name])
            .slice(0, name === "cause" ? MOST : undefined)
            .map(([value, n]) => (
              <Choice
                key={value}
                text={visible(words(value.replace(".", ": ")))}
                n={n}
                chosen={search[name]?.includes(value) ?? false}
                onClick={() => onChange({ [name]: toggled(search[name], value) })}
              />
            ))}
        </Group>
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
      <Group title="Owner">
        {[...mine(me, facets.assigned_to), ["-", undefined] as const, ...owners.slice(0, MOST)].map(([owner, n]) => (
          <Choice
            key={owner}
            text={owner === "me" ? "Me" : owner === "-" ? "Nobody" : visible(owner)}
            n={n}
            chosen={search.owner === owner}
            onClick={() => onChange({ owner: search.owner === owner ? "" : owner })}
          />
        ))}
      </Group>
    </details>
  );
}

/** An address that says `me` shows everybody their own. */
const mine = (me: string | undefined, owners: Record<string, number> | undefined): (readonly [string, number])[] =>
  me === undefined ? [] : [["me", owners?.[me] ?? 0]];

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

/** What is chosen stays in the list although nothing has it any more. */
function values(found: Record<string, number> | undefined, chosen: string[] | undefined): [string, number][] {
  const missing = (chosen ?? []).filter((value) => !(value in (found ?? {})));
  return [...Object.entries(found ?? {}), ...missing.map((value): [string, number] => [value, 0])];
}

function toggled(chosen: string[] | undefined, value: string): string[] {
  return chosen?.includes(value) ? chosen.filter((one) => one !== value) : [...(chosen ?? []), value];
}
