/** Runs: what agents did, as the server tells it, and the queries that read it. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, read } from "./client";
import type * as server from "./schema";
import type { Json, Page } from "./shapes";

export type {
  Aligned,
  Cite,
  Dearer,
  Diagnosis,
  FailureCluster,
  Fleet,
  RcaRun,
  Regression,
  Run,
  RunCause,
  RunDiff,
  RunLine,
  RunReport,
  Standing,
  ToolDefinition,
} from "./schema";
export type Entry = server.RunEntry;
export type Progress = server.RcaProgress;

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
      read<Page<server.RunLine>>(
        api.GET("/api/v1/agent-runs", { params: { query: { ...filter, limit: PAGE, cursor: pageParam } } }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const fleet = (hours: number = YEAR_HOURS, agent = "") =>
  queryOptions({
    queryKey: ["fleet", hours, agent],
    queryFn: () => read<server.Fleet>(api.GET("/api/v1/agent-runs/fleet", { params: { query: { hours, agent } } })),
  });

export const run = (id: string) =>
  queryOptions({
    queryKey: ["run", id],
    queryFn: () => read<server.Run>(api.GET("/api/v1/agent-runs/{run_id}", { params: { path: { run_id: id } } })),
  });

export const diagnosis = (id: string) =>
  queryOptions({
    queryKey: ["diagnosis", id],
    queryFn: () =>
      read<server.Diagnosis>(api.GET("/api/v1/agent-runs/{run_id}/diagnosis", { params: { path: { run_id: id } } })),
  });

export const runDiff = (after: string, before: string) =>
  queryOptions({
    queryKey: ["run-diff", after, before],
    queryFn: () =>
      read<server.RunDiff>(
        api.GET("/api/v1/agent-runs/{run_id}/diff", { params: { path: { run_id: after }, query: { since: before } } }),
      ),
  });

/** The newest run of the agent that went well, to compare a failed one with. */
export const lastGood = (agent: string) =>
  queryOptions({
    queryKey: ["runs", "good", agent],
    queryFn: async () => {
      const query = { agent, status: "success", limit: 1 };
      const page = await read<Page<server.RunLine>>(api.GET("/api/v1/agent-runs", { params: { query } }));
      return page.items[0] ?? null;
    },
  });

export const rcaRun = (id: string) =>
  queryOptions({
    queryKey: ["rca-run", id],
    queryFn: () =>
      read<server.RcaRun>(api.GET("/agent-runs/rca-runs/{rca_run_id}", { params: { path: { rca_run_id: id } } })),
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
