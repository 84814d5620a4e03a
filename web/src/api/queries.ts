/** Queries: what each page reads, under the names by which live changes make it stale. */
import { queryOptions } from "@tanstack/react-query";
import { api, read } from "./client";
import type * as s from "./shapes";

const MINUTE = 60_000;

export const me = queryOptions({
  queryKey: ["me"],
  queryFn: () => read<s.Me>(api.GET("/api/v1/whoami")),
  staleTime: 5 * MINUTE,
  retry: false,
});

export const ways = queryOptions({
  queryKey: ["ways"],
  queryFn: () => read<s.Ways>(api.GET("/api/v1/session/ways")),
  staleTime: Infinity,
});

export const session = queryOptions({
  queryKey: ["session"],
  queryFn: () => read<s.Session>(api.GET("/api/v1/session")),
  staleTime: MINUTE,
});

export const members = queryOptions({
  queryKey: ["members"],
  queryFn: () => read<s.Page<s.Member>>(api.GET("/api/v1/members")),
});

export const invitations = queryOptions({
  queryKey: ["invitations"],
  queryFn: () => read<s.Page<s.Invitation>>(api.GET("/api/v1/invitations")),
});

export const roles = queryOptions({
  queryKey: ["roles"],
  queryFn: () => read<s.Page<{ role: string }>>(api.GET("/api/v1/roles")),
  staleTime: Infinity,
});

export const ownSessions = queryOptions({
  queryKey: ["own-sessions"],
  queryFn: () => read<s.Page<s.OwnSession>>(api.GET("/api/v1/account/sessions")),
});

export const counts = queryOptions({
  queryKey: ["counts"],
  queryFn: async () => {
    const [cases, approvals] = await Promise.all([
      read<s.CasePage>(api.GET("/api/v1/cases", { params: { query: { active: true, facets: true, limit: 1 } } })),
      read<s.Page<s.ApprovalLine>>(api.GET("/api/v1/approvals", { params: { query: { limit: 200 } } })),
    ]);
    const open = Object.values(cases.facets?.state ?? {}).reduce((sum, n) => sum + n, 0);
    return { cases: open, approvals: approvals.items.length };
  },
});

export const oneCase = (ref: string) =>
  queryOptions({
    queryKey: ["case", ref],
    queryFn: () =>
      read<s.Case & { verdict: s.Verdict | null }>(api.GET("/api/v1/cases/{ref}", { params: { path: { ref } } })),
  });

export const report = (id: string) =>
  queryOptions({
    queryKey: ["report", id],
    queryFn: () =>
      read<s.Report>(api.GET("/api/v1/reports/{report_id}", { params: { path: { report_id: id } } }) as never),
    staleTime: Infinity, // a report never changes
  });

/** What it says differently from the report before it. */
export const changesSince = (id: string, since: string) =>
  queryOptions({
    queryKey: ["report-changes", id, since],
    queryFn: () =>
      read<s.ReportChanges>(
        api.GET("/api/v1/reports/{report_id}/changes", { params: { path: { report_id: id }, query: { since } } }),
      ),
    staleTime: Infinity,
  });

/** The same as Markdown. */
export const reportText = (id: string) =>
  queryOptions({
    queryKey: ["report-text", id],
    queryFn: () =>
      read<string>(
        api.GET("/api/v1/reports/{report_id}", {
          params: { path: { report_id: id }, query: { format: "md" } },
          parseAs: "text",
        }) as never,
      ),
    staleTime: Infinity,
  });

export const signals = (id: string) =>
  queryOptions({
    queryKey: ["signals", id],
    queryFn: () =>
      read<import("./schema").components["schemas"]["Signals"]>(
        api.GET("/api/v1/reports/{report_id}/signals", { params: { path: { report_id: id }, query: { limit: 6 } } }),
      ),
    staleTime: Infinity,
  });

export const timeline = (ref: string) =>
  queryOptions({
    queryKey: ["timeline", ref],
    queryFn: () =>
      read<s.Page<s.TimelineEntry>>(
        api.GET("/api/v1/cases/{ref}/timeline", { params: { path: { ref }, query: { limit: 500 } } }),
      ),
  });

/** What was done and said, without the events. */
export const activity = (ref: string) =>
  queryOptions({
    queryKey: ["timeline", ref, "activity"],
    queryFn: () =>
      read<s.Page<s.TimelineEntry>>(
        api.GET("/api/v1/cases/{ref}/timeline", { params: { path: { ref }, query: { limit: 1000, events: false } } }),
      ),
  });

export const investigations = (caseId: string) =>
  queryOptions({
    queryKey: ["investigations", caseId],
    queryFn: () =>
      read<s.Page<s.Investigation>>(
        api.GET("/api/v1/investigations", { params: { query: { case_id: caseId, limit: 20 } } }),
      ),
  });

export const investigation = (id: string) =>
  queryOptions({
    queryKey: ["investigation", id],
    queryFn: () =>
      read<s.InvestigationDetail>(
        api.GET("/api/v1/investigations/{investigation_id}", { params: { path: { investigation_id: id } } }),
      ),
  });

export const match = (ref: string) =>
  queryOptions({
    queryKey: ["match", ref],
    queryFn: () =>
      read<{ proposes: string | null; items: s.Match[] }>(
        api.GET("/api/v1/playbooks/match", { params: { query: { case: ref } } }) as never,
      ),
  });

const WHICH: Record<string, { state?: string; mine?: boolean; unreviewed?: boolean }> = {
  mine: { mine: true },
  unreviewed: { state: "", unreviewed: true },
  decided: { state: "" },
};

/** By state, or `mine`, `unreviewed` or `decided`: everything that waits no more. */
export const approvals = (which: string) =>
  queryOptions({
    queryKey: ["approvals", which],
    queryFn: async () => {
      const query = { limit: 200, ...(WHICH[which] ?? { state: which }) };
      const found = await read<s.Page<s.ApprovalLine>>(api.GET("/api/v1/approvals", { params: { query } }));
      return which === "decided" ? { ...found, items: found.items.filter((item) => item.state !== "pending") } : found;
    },
  });

export const approval = (id: string) =>
  queryOptions({
    queryKey: ["approval", id],
    queryFn: () =>
      read<s.ApprovalCard>(api.GET("/api/v1/approvals/{approval_id}", { params: { path: { approval_id: id } } })),
  });

export const playbooks = queryOptions({
  queryKey: ["playbooks"],
  queryFn: () => read<s.Page<s.Playbook>>(api.GET("/api/v1/playbooks")),
});

export const playbookRuns = (ref = "") =>
  queryOptions({
    queryKey: ["playbook-runs", ref],
    queryFn: () =>
      read<s.Page<s.RunOfPlaybook>>(api.GET("/api/v1/playbook-runs", { params: { query: { case: ref, limit: 100 } } })),
  });

export const playbookRun = (id: string) =>
  queryOptions({
    queryKey: ["playbook-run", id],
    queryFn: () =>
      read<s.RunOfPlaybook>(
        api.GET("/api/v1/playbook-runs/{playbook_run_id}", { params: { path: { playbook_run_id: id } } }),
      ),
  });

export const tools = queryOptions({
  queryKey: ["tools"],
  queryFn: () => read<s.Page<s.Tool>>(api.GET("/api/v1/tools")),
});

export const tool = (name: string) =>
  queryOptions({
    queryKey: ["tool", name],
    queryFn: () => read<s.Tool>(api.GET("/api/v1/tools/{name}", { params: { path: { name } } })),
  });

export const action = (id: string) =>
  queryOptions({
    queryKey: ["action", id],
    queryFn: () => read<s.Action>(api.GET("/api/v1/actions/{action_id}", { params: { path: { action_id: id } } })),
  });

/** The newest request about an action. */
export const approvalOf = (actionId: string) =>
  queryOptions({
    queryKey: ["approvals", "of", actionId],
    queryFn: async () => {
      const query = { state: "", action_id: actionId, limit: 1 };
      const found = await read<s.Page<s.ApprovalLine>>(api.GET("/api/v1/approvals", { params: { query } }));
      return found.items[0] ?? null;
    },
  });

export const delegations = queryOptions({
  queryKey: ["delegations"],
  queryFn: () => read<s.Page<s.Delegation>>(api.GET("/api/v1/delegations")),
});

export const actions = queryOptions({
  queryKey: ["actions"],
  queryFn: () => read<s.Page<s.Action>>(api.GET("/api/v1/actions", { params: { query: { limit: 100 } } })),
});

/** The active packs laid over each other. */
export const effective = queryOptions({
  queryKey: ["packs", "effective"],
  queryFn: () => read<{ digest: string; body: Record<string, unknown> }>(api.GET("/api/v1/packs/effective") as never),
});

export const topology = queryOptions({
  queryKey: ["topology"],
  queryFn: () => read<s.Topology>(api.GET("/api/v1/topology")),
  staleTime: MINUTE,
});

export const recorded = queryOptions({
  queryKey: ["recorded"],
  queryFn: () => read<s.Page<{ name: string; title: string; start: string }>>(api.GET("/api/v1/recorded-incidents")),
  staleTime: Infinity,
});
