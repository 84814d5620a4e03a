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

export const approvals = (state: string) =>
  queryOptions({
    queryKey: ["approvals", state],
    queryFn: () =>
      read<s.Page<s.ApprovalLine>>(api.GET("/api/v1/approvals", { params: { query: { state, limit: 200 } } })),
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

export const actions = queryOptions({
  queryKey: ["actions"],
  queryFn: () => read<s.Page<s.Action>>(api.GET("/api/v1/actions", { params: { query: { limit: 100 } } })),
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
