/** useCaseList: the filtered list page by page, patched in place by what changes, with new cases counted and not shown. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, read } from "../../api/client";
import type { Case, CasePage, Facets } from "../../api/shapes";
import type { CasesSearch } from "./search";

const PAGE = 100;

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
  const fetchPage = (cursor: string, limit: number, facets: boolean) =>
    read<CasePage>(
      api.GET("/api/v1/cases", {
        params: {
          query: {
            ...(search.state && { state: search.state }),
            ...(search.severity && { severity: search.severity }),
            ...(search.kind && { kind: search.kind }),
            entity: search.entity ?? "",
            text: search.text ?? "",
            active: !search.all,
            limit,
            cursor,
            facets,
          },
        },
      }),
    );
  const pages = useInfiniteQuery({
    queryKey: ["case-list", search],
    queryFn: ({ pageParam }) => fetchPage(pageParam, PAGE, false),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: 0,
    refetchOnMount: "always",
  });
  const newest = useQuery({
    queryKey: ["cases", "newest", search],
    queryFn: () => fetchPage("", 50, true),
    placeholderData: keepPreviousData,
  });
  const shown = useMemo(() => pages.data?.pages.flatMap((page) => page.items), [pages.data]);
  const items = useMemo(() => patched(shown, newest.data?.items), [shown, newest.data]);
  const facets = newest.data?.facets;
  return {
    items,
    facets,
    total: facets && Object.values(facets.state).reduce((sum, n) => sum + n, 0),
    fresh: countFresh(shown, newest.data?.items),
    showFresh: () => void pages.refetch(),
    more: () => {
      if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage();
    },
    error: pages.error,
    retry: () => void pages.refetch(),
  };
}

function patched(shown: Case[] | undefined, newest: Case[] | undefined): Case[] | undefined {
  if (!shown || !newest) return shown;
  const known = new Map(newest.map((item) => [item.case_id, item]));
  return shown.map((item) => known.get(item.case_id) ?? item);
}

function countFresh(shown: Case[] | undefined, newest: Case[] | undefined): number {
  if (!shown || !newest) return 0;
  const known = new Set(shown.map((item) => item.case_id));
  const last = shown[0]?.opened_at ?? "";
  return newest.filter((item) => !known.has(item.case_id) && item.opened_at > last).length;
}
