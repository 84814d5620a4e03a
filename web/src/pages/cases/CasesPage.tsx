/** CasesPage: what is wrong now, and what was; filtered by facets, ordered, without end; many rows are changed at once. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactElement, useCallback, useMemo, useRef, useState } from "react";
import { me } from "../../api/queries";
import { useNames } from "../../api/useNames";
import { Button } from "../../components/Button";
import { Empty, Failed, Skeleton } from "../../components/Feedback";
import { PageHead } from "../../components/PageHead";
import { plural } from "../../lib/format";
import { useKeys } from "../../lib/keyboard";
import { BulkBar } from "./BulkBar";
import { CaseList } from "./CaseList";
import styles from "./CasesPage.module.css";
import { FacetPanel } from "./FacetPanel";
import { NoCases } from "./NoCases";
import { NONE } from "./picked";
import type { CasesSearch, Sort } from "./search";
import { useBulk } from "./useBulk";
import { type CaseListState, useCaseList } from "./useCaseList";
import { ViewsMenu } from "./ViewsMenu";

const SORTS: readonly (readonly [Sort, string])[] = [
  ["newest", "Newest first"],
  ["severity", "Most severe first"],
  ["updated", "Last changed first"],
];

export function CasesPage(): ReactElement {
  const search = useSearch({ from: "/shell/cases" });
  const navigate = useNavigate({ from: "/cases" });
  const who = useQuery(me).data;
  const list = useCaseList(search);
  const may = who?.permissions.includes("cases.write") ?? false;
  const named = useNames(Object.keys(list.facets?.assigned_to ?? {}));
  const change = (changed: Partial<CasesSearch>) =>
    void navigate({ search: (before) => without({ ...before, ...changed }), replace: true });
  return (
    <>
      <PageHead
        title="Cases"
        about={list.total === undefined ? "\u00a0" : plural(list.total, search.all ? "case" : "open case")}
      >
        <Filter text={search.text} onChange={(text) => change({ text })} />
        <select
          className={styles.sort}
          aria-label="Order"
          value={search.sort ?? "newest"}
          onChange={(event) => change({ sort: sortOf(event.target.value) })}
        >
          {SORTS.map(([name, text]) => (
            <option key={name} value={name}>
              {text}
            </option>
          ))}
        </select>
        <ViewsMenu search={search} mayShare={may} onChoose={(to) => void navigate({ search: to })} />
        <Button aria-pressed={search.all === true} onClick={() => change({ all: !search.all })}>
          {search.all ? "Hide closed" : "Show closed"}
        </Button>
      </PageHead>
      <div className={styles.columns}>
        <FacetPanel facets={list.facets} search={search} onChange={change} me={who?.id} named={named} />
        <section className={styles.list} aria-label="Cases">
          {list.fresh > 0 && (
            <button type="button" className={styles.fresh} onClick={list.showFresh}>
              {plural(list.fresh, "new case")}
            </button>
          )}
          <Rows list={list} search={search} me={who?.id ?? ""} may={may} named={named} />
        </section>
      </div>
    </>
  );
}

function Filter({ text, onChange }: { text: string | undefined; onChange: (text: string) => void }): ReactElement {
  const filter = useRef<HTMLInputElement>(null);
  useKeys(useMemo(() => ({ "/": () => filter.current?.focus() }), []));
  return (
    <input
      ref={filter}
      key={text === undefined ? "none" : "some"}
      className={styles.filter}
      type="search"
      placeholder="Filter by title, number or service"
      aria-label="Filter by title, number or service"
      defaultValue={text ?? ""}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

interface RowsProps {
  list: CaseListState;
  search: CasesSearch;
  me: string;
  may: boolean;
  named: (text: string) => string;
}

/** The list in one of its states, with what the selected rows may become. */
function Rows({ list, search, me, may, named }: RowsProps): ReactElement {
  const navigate = useNavigate({ from: "/cases" });
  const [picked, setPicked] = useState(NONE);
  const clear = useCallback(() => setPicked(NONE), []);
  const bulk = useBulk(me, clear);
  const { items } = list;
  const chosen = useMemo(() => items?.filter((item) => picked.ids.has(item.case_id)) ?? [], [items, picked]);
  const narrowed = Object.keys(search).filter((name) => name !== "all" && name !== "sort").length;
  if (list.error) return <Failed error={list.error} what="list of cases" retry={list.retry} />;
  if (items === undefined) return <Skeleton height={800} />;
  if (items.length === 0 && narrowed > 0) {
    return (
      <Empty title="No case fits these filters">
        <Button onClick={() => void navigate({ search: {} })}>Clear {plural(narrowed, "filter")}</Button>
      </Empty>
    );
  }
  if (items.length === 0) return <NoCases />;
  return (
    <>
      <CaseList
        items={items}
        more={list.more}
        picked={picked}
        named={named}
        onPick={may ? setPicked : undefined}
        onAct={(verb, rows) => bulk.act(verb === "assign" ? { verb, items: rows, to: me } : { verb, items: rows })}
      />
      <BulkBar
        items={chosen}
        me={me}
        people={Object.keys(list.facets?.assigned_to ?? {})}
        named={named}
        bulk={bulk}
        onClear={clear}
      />
    </>
  );
}

const sortOf = (name: string): Sort => SORTS.find(([one]) => one === name)?.[0] ?? "newest";

/** What neither narrows the list nor orders it otherwise does not stand in the address. */
function without(search: CasesSearch): CasesSearch {
  const kept = Object.entries(search).filter(([, value]) =>
    Array.isArray(value) ? value.length > 0 : Boolean(value) && value !== "newest",
  );
  return Object.fromEntries(kept);
}
