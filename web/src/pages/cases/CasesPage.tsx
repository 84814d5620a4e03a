/** CasesPage: what is wrong now, and what was; filtered by facets, without end. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactElement, useMemo, useRef } from "react";
import { Button } from "../../components/Button";
import { Empty, Failed, Skeleton } from "../../components/Feedback";
import { PageHead } from "../../components/PageHead";
import { useKeys } from "../../lib/keyboard";
import { plural } from "../../lib/format";
import { CaseList } from "./CaseList";
import styles from "./CasesPage.module.css";
import { FacetPanel } from "./FacetPanel";
import { NoCases } from "./NoCases";
import type { CasesSearch } from "./search";
import { useCaseList } from "./useCaseList";

export function CasesPage(): ReactElement {
  const search = useSearch({ from: "/shell/cases" });
  const navigate = useNavigate({ from: "/cases" });
  const list = useCaseList(search);
  const filter = useRef<HTMLInputElement>(null);
  useKeys(useMemo(() => ({ "/": () => filter.current?.focus() }), []));
  const change = (changed: Partial<CasesSearch>) =>
    void navigate({ search: (before) => without({ ...before, ...changed }), replace: true });
  const narrowed = Object.keys(search).filter((name) => name !== "all").length;
  return (
    <>
      <PageHead
        title="Cases"
        about={list.total === undefined ? " " : plural(list.total, search.all ? "case" : "open case")}
      >
        <input
          ref={filter}
          className={styles.filter}
          type="search"
          placeholder="Filter by title, number or service"
          aria-label="Filter by title, number or service"
          defaultValue={search.text ?? ""}
          onChange={(event) => change({ text: event.target.value })}
        />
        <Button aria-pressed={search.all === true} onClick={() => change({ all: !search.all })}>
          {search.all ? "Hide closed" : "Show closed"}
        </Button>
      </PageHead>
      <div className={styles.columns}>
        <FacetPanel facets={list.facets} search={search} onChange={change} />
        <section className={styles.list} aria-label="Cases">
          {list.fresh > 0 && (
            <button type="button" className={styles.fresh} onClick={list.showFresh}>
              {plural(list.fresh, "new case")}
            </button>
          )}
          {list.error ? (
            <Failed error={list.error} what="list of cases" retry={list.retry} />
          ) : list.items === undefined ? (
            <Skeleton height={400} />
          ) : list.items.length > 0 ? (
            <CaseList items={list.items} more={list.more} />
          ) : narrowed > 0 ? (
            <Empty title="No case fits these filters">
              <Button onClick={() => void navigate({ search: {} })}>Clear {plural(narrowed, "filter")}</Button>
            </Empty>
          ) : (
            <NoCases />
          )}
        </section>
      </div>
    </>
  );
}

function without(search: CasesSearch): CasesSearch {
  const kept = Object.entries(search).filter(([, value]) => (Array.isArray(value) ? value.length > 0 : Boolean(value)));
  return Object.fromEntries(kept);
}
