/** usePulses: how the cases on the screen went, asked for together once scrolling rests; the list never waits for it. */
import { skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, read } from "../../api/client";
import type { Case, PulseList } from "../../api/shapes";
import { useNow } from "../../lib/now";
import { isStale, keyOf, type Pulse } from "./pulse";

export type Pulses = Readonly<Record<string, Pulse>>;

const KEY = ["pulses"] as const;
const NOTHING: Pulses = {};
const REST_MS = 120;
/** As many as the server answers at once. */
const MOST = 100;

export function usePulses(visible: readonly Case[]): Pulses {
  const queries = useQueryClient();
  const known = useQuery<Pulses>({ queryKey: KEY, queryFn: skipToken, staleTime: Infinity }).data ?? NOTHING;
  const now = useNow(30_000);
  const wanted = visible
    .filter((item) => isWanted(known[keyOf(item)], item, now))
    .slice(0, MOST)
    .map(keyOf)
    .join("\n");
  useEffect(() => {
    if (wanted === "") return;
    const timer = window.setTimeout(() => {
      const keys = new Map(wanted.split("\n").map((key) => [key.slice(0, key.indexOf(" ")), key]));
      const query = { case: [...keys.keys()] };
      read<PulseList>(api.GET("/api/v1/case-pulses", { params: { query } })).then(
        ({ items }) =>
          queries.setQueryData<Pulses>(KEY, (before) => ({
            ...before,
            ...Object.fromEntries(items.map((one) => [keys.get(one.case_id) ?? "", one])),
          })),
        () => undefined, // a row without its line is a whole row; the next one to be shown asks again
      );
    }, REST_MS);
    return () => window.clearTimeout(timer);
  }, [wanted, queries]);
  return known;
}

const isWanted = (known: Pulse | undefined, item: Case, now: number): boolean =>
  known === undefined || isStale(known, item.state, now);
