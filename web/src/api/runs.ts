/** Runs: what agents did, as the server tells it, and the queries that read it. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, read } from "./client";
import type { Json, Page } from "./shapes";

export interface RunLine {
  run_id: string;
  origin: string;
  agent_name: string;
  agent_version: string;
  prompt_hash: string | null;
  model: string;
  environment: string;
  status: string;
  started_at: string | null;
  ended_at: string | null;
  created_at: string;
  tokens: number | null;
  cost_usd: number | null;
  signature: string | null;
  error_type: string | null;
  error_message: string | null;
  duration_ms: number | null;
}
/** One step, tool call or guardrail event of a run; which details there are depends on which it is. */
export interface Entry {
  event_id: string;
  event_type: "step" | "tool_call" | "guardrail";
  timestamp: string | null;
  name: string;
  status: string;
  details: Record<string, Json>;
}
export interface ToolDefinition {
  name: string;
  description: string;
  schema: Json;
}
export interface Run extends RunLine {
  task: string;
  trace_id: string | null;
  correlation_ids: string[];
  cost: { tokens_prompt: number | null; tokens_completion: number | null; total_cost_usd: number | null };
  tools: ToolDefinition[];
  timeline: Entry[];
}
export interface Cite {
  kind: "tool_call" | "step" | "guardrail" | "run" | "history";
  ref_id: string;
  why: string;
}
export interface RunCause {
  category: string;
  subcategory: string;
  step_id: string | null;
  agent: string;
  call_id: string | null;
  title: string;
  statement: string;
  score: number;
  evidence: Cite[];
  recovered: boolean;
}
export interface Diagnosis {
  category: string;
  subcategory: string;
  insufficient: string | null;
  causes: RunCause[];
  responsible_agent: string | null;
  decisive_step: string | null;
  missing: string[];
}
export interface RunReport {
  category: string;
  subcategory: string;
  insufficient_evidence: boolean;
  hypotheses: { hypothesis_id: string; title: string; confidence: string; mitigation: string }[];
  action_items: { action_id: string; type: string; title: string; description: string; priority: string }[];
  jira_fields: { jira_summary: string; jira_description_md: string };
}
export interface RcaRun {
  rca_run_id: string;
  run_id: string;
  status: string;
  step: string;
  pct: number;
  message: string;
  error_message: string | null;
  case_id: string;
  report: RunReport | null;
}
export interface Progress {
  status: string;
  step: string;
  pct: number;
  message: string;
}
export interface Aligned {
  verdict: "same" | "changed" | "removed" | "added";
  name: string;
  ids: [string | null, string | null];
  differences: Record<string, Json>;
}
export interface RunDiff {
  before: string;
  after: string;
  settings: Record<string, [Json, Json]>;
  steps: Aligned[];
  calls: Aligned[];
  parts_at: number | null;
}
export interface Standing {
  agent: string;
  value: string;
  runs: number;
  failed: number;
  success_rate: number | null;
  p50_ms: number | null;
  p95_ms: number | null;
  tokens: number | null;
  cost_usd: number | null;
  last_at: string;
}
export interface Regression {
  agent: string;
  what: string;
  value: string;
  before: string[];
  failed: number;
  runs: number;
  failed_before: number;
  runs_before: number;
  first_at: string;
  adjusted_p: number;
  is_first_bad: boolean;
}
export interface FailureCluster {
  signature: string;
  failures: number;
  agents: string[];
  versions: string[];
  runs: string[];
  first_at: string;
  last_at: string;
  is_new: boolean;
}
export interface Fleet {
  hours: number;
  runs: number;
  failed: number;
  truncated: boolean;
  statuses: Record<string, number>;
  standing: Record<"agent" | "version" | "prompt" | "model", Standing[]>;
  regressions: Regression[];
  comparisons: number;
  clusters: FailureCluster[];
  failing_tools: { tool: string; calls: number; failed: number; runs: number }[];
}
export interface RunFilter {
  agent?: string;
  version?: string;
  status?: string;
  signature?: string;
}

const PAGE = 100;
const YEAR_HOURS = 8760;

export const runList = (filter: RunFilter) =>
  infiniteQueryOptions({
    queryKey: ["runs", filter],
    queryFn: ({ pageParam }) =>
      read<Page<RunLine>>(
        api.GET("/api/v1/agent-runs", { params: { query: { ...filter, limit: PAGE, cursor: pageParam } } }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const fleet = (hours: number = YEAR_HOURS, agent = "") =>
  queryOptions({
    queryKey: ["fleet", hours, agent],
    queryFn: () => read<Fleet>(api.GET("/api/v1/agent-runs/fleet", { params: { query: { hours, agent } } })),
  });

export const run = (id: string) =>
  queryOptions({
    queryKey: ["run", id],
    queryFn: () => read<Run>(api.GET("/api/v1/agent-runs/{run_id}", { params: { path: { run_id: id } } })),
  });

export const diagnosis = (id: string) =>
  queryOptions({
    queryKey: ["diagnosis", id],
    queryFn: () =>
      read<Diagnosis>(api.GET("/api/v1/agent-runs/{run_id}/diagnosis", { params: { path: { run_id: id } } })),
  });

export const runDiff = (after: string, before: string) =>
  queryOptions({
    queryKey: ["run-diff", after, before],
    queryFn: () =>
      read<RunDiff>(
        api.GET("/api/v1/agent-runs/{run_id}/diff", { params: { path: { run_id: after }, query: { since: before } } }),
      ),
  });

/** The newest run of the agent that went well, to compare a failed one with. */
export const lastGood = (agent: string) =>
  queryOptions({
    queryKey: ["runs", "good", agent],
    queryFn: async () => {
      const query = { agent, status: "success", limit: 1 };
      const page = await read<Page<RunLine>>(api.GET("/api/v1/agent-runs", { params: { query } }));
      return page.items[0] ?? null;
    },
  });

export const rcaRun = (id: string) =>
  queryOptions({
    queryKey: ["rca-run", id],
    queryFn: () => read<RcaRun>(api.GET("/agent-runs/rca-runs/{rca_run_id}", { params: { path: { rca_run_id: id } } })),
  });

/** The newest investigation of this run, if anybody or a rule asked for one. */
export const rcaOf = (runId: string) =>
  queryOptions({
    queryKey: ["investigations", "of-run", runId],
    queryFn: async () => {
      const query = { limit: 200 };
      const page = await read<Page<{ investigation_id: string; scope: Record<string, Json> | null }>>(
        api.GET("/api/v1/investigations", { params: { query } }),
      );
      return page.items.find((one) => one.scope?.run_id === runId)?.investigation_id ?? null;
    },
  });
