/** Cached: the pages of the list that this browser holds, and changing cases in them before or after the server did. */
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { Case, CasePage } from "../../api/shapes";
import type { CasesSearch } from "./search";

export type Pages = InfiniteData<CasePage, string>;

/** How many of the first rows are read again whenever a case changes. */
export const FRESH_ROWS = 50;

export const pagesKey = (search: CasesSearch) => ["case-list", search] as const;

/** Change each known case in every list that shows it; returns what they were. */
export function changeCached(queries: QueryClient, change: (item: Case) => Case): Map<string, Case> {
  const before = new Map<string, Case>();
  const changed = (item: Case): Case => {
    const after = change(item);
    if (after !== item && !before.has(item.case_id)) before.set(item.case_id, item);
    return after;
  };
  const inPage = (page: CasePage): CasePage => ({ ...page, items: page.items.map(changed) });
  queries.setQueriesData<Pages>({ queryKey: ["case-list"] }, (old) => old && { ...old, pages: old.pages.map(inPage) });
  queries.setQueriesData<CasePage>({ queryKey: ["cases", "newest"] }, (old) => old && inPage(old));
  return before;
}

/** Put cases as they are known now in place of those with the same id. */
export const replaceCached = (queries: QueryClient, items: readonly Case[]): void => {
  const known = new Map(items.map((item) => [item.case_id, item]));
  changeCached(queries, (item) => known.get(item.case_id) ?? item);
};

/** The cases before and after this one in the list that was looked at last. */
export function neighbours(queries: QueryClient, id: string): { before?: Case | undefined; after?: Case | undefined } {
  const lists = queries.getQueryCache().findAll({ queryKey: ["case-list"] });
  const last = lists.sort((one, other) => other.state.dataUpdatedAt - one.state.dataUpdatedAt)[0];
  const items = (last?.state.data as Pages | undefined)?.pages.flatMap((page) => page.items) ?? [];
  const at = items.findIndex((item) => item.case_id === id);
  return at < 0 ? {} : { before: items[at - 1], after: items[at + 1] };
}
