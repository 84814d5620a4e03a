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
] as const;
const MOST_ENTITIES = 8;

interface Props {
  facets: Facets | undefined;
  search: CasesSearch;
  onChange: (changed: Partial<CasesSearch>) => void;
}

export function FacetPanel({ facets, search, onChange }: Props): ReactElement {
  if (!facets) return <Skeleton height={360} />;
  const isWide = window.innerWidth > 1100;
  const entities = Object.entries(facets.entity).slice(0, MOST_ENTITIES);
  return (
    <details className={styles.panel} open={isWide}>
      <summary>Filters</summary>
      {GROUPS.map(([name, title]) => (
        <Group key={name} title={title}>
          {values(facets[name], search[name]).map(([value, n]) => (
            <Choice
              key={value}
              text={words(value)}
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
    </details>
  );
}

function Group({ title, children }: { title: string; children: ReactElement[] }): ReactElement | null {
  if (children.length === 0) return null;
  return (
    <fieldset className={styles.group}>
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}

function Choice(props: { text: string; n: number; chosen: boolean; onClick: () => void }): ReactElement {
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
