/** useNames: what those are called who stand somewhere by their ids; the id itself until that is known. */
import { useQuery } from "@tanstack/react-query";
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
  });
  return (text) => named(text, found.data?.names ?? {});
}

export function idsIn(texts: readonly (string | null | undefined)[]): string[] {
  return [...new Set(texts.flatMap((text) => text?.match(PRINCIPAL) ?? []))].sort().slice(0, MOST);
}

export function named(text: string, names: Readonly<Record<string, string>>): string {
  return visible(text).replace(PRINCIPAL, (id) => visible(names[id] ?? id));
}
