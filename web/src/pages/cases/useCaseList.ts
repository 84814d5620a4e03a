/** useCaseList: the filtered list page by page, patched in place by what changes, with new cases counted and not shown. */
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { api, read } from "../../api/client";
import type { Case, CasePage, Facets } from "../../api/shapes";
import type { Pages } from "./cached";
import { FRESH_ROWS, pagesKey } from "./cached";
import type { CasesSearch } from "./search";
import { wantedOf } from "./wanted";

/** The first page is what somebody waits for; the later ones are read ahead. */
const FIRST = 50;
const PAGE = 200;

export interface CaseListState {
  items: Case[] | undefined;
  facets: Facets | undefined;
  total: number | undefined;
  /** Cases opened since the list was read; they wait behind a bar so that nothing moves under the pointer. */
  fresh: number;
  showFresh: () => void;
  more: () => void;
  error: Error | null;
  retry: () => void;
}

export function useCaseList(search: CasesSearch): CaseListState {
  const queries = useQueryClient();
  const fetchPage = (cursor: string, limit: number, facets: boolean) =>
    read<CasePage>(api.GET("/api/v1/cases", { params: { query: { ...wantedOf(search), limit, cursor, facets } } }));
  const pages = useInfiniteQuery({
    queryKey: pagesKey(search),
    queryFn: ({ pageParam }) => fetchPage(pageParam, pageParam ? PAGE : FIRST, false),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: 0,
    refetchOnMount: "always",
  });
  const newest = useQuery({
    queryKey: ["cases", "newest", search],
    queryFn: () => fetchPage("", FRESH_ROWS, true),
    placeholderData: keepPreviousData,
    enabled: pages.data !== undefined, // counting is not what somebody waits for first
  });
  const shown = useMemo(() => pages.data?.pages.flatMap((page) => page.items), [pages.data]);
  const items = useMemo(() => patched(shown, newest.data?.items), [shown, newest.data]);
  const facets = newest.data?.facets;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  /** Only the first page is read again: the others follow when somebody gets there. */
  const refresh = () => {
    queries.setQueryData<Pages>(pagesKey(search), (old) => old && firstOf(old));
    void pages.refetch();
  };
  return {
    items,
    facets,
    total: facets && Object.values(facets.state).reduce((sum, n) => sum + n, 0),
    fresh: countFresh(shown, newest.data?.items),
    showFresh: () => {
      window.scrollTo({ top: 0 });
      refresh();
    },
    more,
    error: pages.error,
    retry: refresh,
  };
}

const firstOf = (old: Pages): Pages => ({ pages: old.pages.slice(0, 1), pageParams: old.pageParams.slice(0, 1) });

function patched(shown: Case[] | undefined, newest: Case[] | undefined): Case[] | undefined {
  if (!shown || !newest) return shown;
  const known = new Map(newest.map((item) => [item.case_id, item]));
  return shown.map((item) => known.get(item.case_id) ?? item);
}

function countFresh(shown: Case[] | undefined, newest: Case[] | undefined): number {
  if (!shown || !newest) return 0;
  const known = new Set(shown.map((item) => item.case_id));
  const last = shown.reduce((latest, item) => (item.opened_at > latest ? item.opened_at : latest), "");
  return newest.filter((item) => !known.has(item.case_id) && item.opened_at > last).length;
}
