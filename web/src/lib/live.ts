/** Live: the one stream of this tab. What changed is read again; a lost connection is taken up where it broke off. */
import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

export type LiveState = "connecting" | "live" | "reconnecting";
interface Change {
  kind: string;
  ref: string;
}

/** Which queries a kind of change makes stale, by the first part of their key. */
const STALE: Record<string, string[]> = {
  case: ["cases", "case", "timeline", "counts"],
  investigation: ["investigations", "investigation", "case", "report", "rca-run"],
  approval: ["approvals", "approval", "counts", "audit"],
  action: ["actions", "action", "executions", "audit"],
  delegation: ["delegations", "approval"],
  playbook_run: ["playbook-runs", "playbook-run", "match"],
  pack: ["packs", "playbooks", "match"],
  tool: ["tools", "tool"],
  source: ["sources"],
  member: ["members", "session"],
  invitation: ["invitations", "members"],
};
const GATHER_MS = 60;

let state: LiveState = "connecting";
const listeners = new Set<() => void>();

function become(next: LiveState): void {
  if (next === state) return;
  state = next;
  listeners.forEach((listener) => listener());
}

/** Follow until the page is left; returns how to stop. The browser resends the last id when it reconnects. */
export function follow(queries: QueryClient): () => void {
  const source = new EventSource("/api/v1/stream");
  const stale = new Set<string>();
  let timer: number | undefined;
  const refresh = () => {
    timer = undefined;
    const names = new Set(stale);
    stale.clear();
    void queries.invalidateQueries({ predicate: (query) => names.has(String(query.queryKey[0])) });
  };
  source.addEventListener("open", () => become("live"));
  source.addEventListener("error", () => become("reconnecting"));
  source.addEventListener("reset", () => void queries.invalidateQueries());
  source.addEventListener("change", (event: MessageEvent<string>) => {
    const change = JSON.parse(event.data) as Change;
    for (const name of STALE[change.kind] ?? []) stale.add(name);
    timer ??= window.setTimeout(refresh, GATHER_MS);
  });
  return () => {
    source.close();
    window.clearTimeout(timer);
  };
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useLive = (): LiveState => useSyncExternalStore(subscribe, () => state);
