/** useNames: what those are called who stand somewhere by their ids; the id itself of whom nobody knows. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { visible } from "../lib/format";
import { api, read } from "./client";
import type { Names } from "./shapes";

/** As many as the server answers at once. */
const MOST = 200;
const PRINCIPAL = /\bprn_[0-9a-z]{26}\b/g;

/** Ids may come more than once, and in sentences. Answers with a text whose ids are names. */
export function useNames(texts: readonly (string | null | undefined)[]): (text: string) => string {
  const ids = idsIn(texts);
  const found = useQuery({
    queryKey: ["names", ...ids],
    queryFn: () => read<Names>(api.GET("/api/v1/names", { params: { query: { id: ids } } })),
    enabled: ids.length > 0,
    staleTime: 300_000,
    placeholderData: keepPreviousData,
  });
  const isComing = found.isLoading || found.isPlaceholderData;
  return (text) => named(text, found.data?.names ?? {}, isComing);
}

export function idsIn(texts: readonly (string | null | undefined)[]): string[] {
  return [...new Set(texts.flatMap((text) => text?.match(PRINCIPAL) ?? []))].sort().slice(0, MOST);
}

/** While names are coming an id is `…`, so that none is seen for a moment. */
export function named(text: string, names: Readonly<Record<string, string>>, isComing: boolean): string {
  return visible(text).replace(PRINCIPAL, (id) => visible(names[id] ?? (isComing ? "…" : id)));
}
