/** useBulk: one verb for many cases. Acknowledging and assigning show at once, and are taken back where refused. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { api, read } from "../../api/client";
import type { BulkAnswer, BulkVerb, Case } from "../../api/shapes";
import { changeCached, replaceCached } from "./cached";

export interface Wish {
  verb: BulkVerb;
  items: readonly Case[];
  to?: string | null;
  until?: string;
}

export interface Bulk {
  act: (wish: Wish) => void;
  isPending: boolean;
  /** What the last one did, in words; and what it was refused. */
  told: { text: string; refusals: string[] } | null;
  forget: () => void;
}

const DONE: Record<BulkVerb, string> = {
  acknowledge: "acknowledged",
  unacknowledge: "no longer acknowledged",
  assign: "assigned",
  snooze: "snoozed",
  wake: "woken",
  resolve: "resolved",
  close: "closed",
  merge: "merged",
};

export function useBulk(me: string, onDone: () => void): Bulk {
  const queries = useQueryClient();
  const [told, setTold] = useState<Bulk["told"]>(null);
  const { mutate, isPending } = useMutation({
    mutationFn: ({ verb, items, to, until = "" }: Wish) =>
      read<BulkAnswer>(
        api.POST("/api/v1/cases/bulk", {
          body: { verb, cases: items.map((item) => item.case_id), until, reason: "", ...(to !== undefined && { to }) },
        }),
      ),
    onMutate: ({ verb, items, to }) => {
      const ids = new Set(items.map((item) => item.case_id));
      return changeCached(queries, (item) => (ids.has(item.case_id) ? foreseen(item, verb, to, me) : item));
    },
    onError: (error, _wish, before) => {
      replaceCached(queries, [...(before?.values() ?? [])]);
      setTold({ text: error.message, refusals: [] });
    },
    onSuccess: (answer, { verb }, before) => {
      const changed = answer.items.flatMap((item) => item.case ?? []);
      const refused = answer.items.flatMap((item) => (item.result === "refused" ? [item] : []));
      const back = refused.flatMap((item) => before.get(item.ref) ?? []);
      replaceCached(queries, [...changed, ...back]);
      setTold({ text: `${changed.length} ${DONE[verb]}`, refusals: refused.map((item) => item.detail ?? "") });
      onDone();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["cases"] }),
  });
  const forget = useCallback(() => setTold(null), []);
  return { act: mutate, isPending, told, forget };
}

function foreseen(item: Case, verb: BulkVerb, to: string | null | undefined, me: string): Case {
  if (verb === "acknowledge") return { ...item, acknowledged_by: item.acknowledged_by ?? me };
  if (verb === "assign") return { ...item, assigned_to: to ?? null };
  return item;
}
