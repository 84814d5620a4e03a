/** Playbooks: what one is asked for: its versions and text, the cases it fits, its runs; and packs, where they stand. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, read } from "./client";
import type * as s from "./shapes";

export const runsOfPlaybook = (playbook: string) =>
  queryOptions({
    queryKey: ["playbook-runs", playbook, "of"],
    queryFn: () =>
      read<s.Page<s.RunOfPlaybook>>(api.GET("/api/v1/playbook-runs", { params: { query: { playbook, limit: 50 } } })),
  });

export const playbookVersions = (name: string) =>
  queryOptions({
    queryKey: ["playbooks", name, "versions"],
    queryFn: () =>
      read<s.PlaybookVersions>(api.GET("/api/v1/playbooks/{name}/versions", { params: { path: { name } } })),
  });

/** As it is in force, or as one version of a pack has it. */
export const playbookDeclaration = (name: string, version = "") =>
  queryOptions({
    queryKey: ["playbooks", name, "declaration", version],
    queryFn: () =>
      read<s.PlaybookDeclaration>(
        api.GET("/api/v1/playbooks/{name}/declaration", { params: { path: { name }, query: { version } } }),
      ),
  });

export const playbookDifference = (name: string, before: string, after: string) =>
  queryOptions({
    queryKey: ["playbooks", name, "diff", before, after],
    queryFn: () =>
      read<s.PlaybookDifference>(
        api.GET("/api/v1/playbooks/{name}/diff", { params: { path: { name }, query: { before, after } } }),
      ),
  });

export const playbookStanding = (name: string) =>
  queryOptions({
    queryKey: ["playbook-runs", name, "standing"],
    queryFn: () =>
      read<s.PlaybookStanding>(api.GET("/api/v1/playbooks/{name}/standing", { params: { path: { name } } })),
  });

/** The newest cases, a page at a time, and how the playbook stands to each. */
export const playbookCases = (name: string) =>
  infiniteQueryOptions({
    queryKey: ["match", "playbook", name],
    queryFn: ({ pageParam }) =>
      read<s.Page<s.PlaybookCase>>(
        api.GET("/api/v1/playbooks/{name}/matches", {
          params: { path: { name }, query: { limit: 20, after: pageParam } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const packs = queryOptions({
  queryKey: ["packs"],
  queryFn: () => read<s.Packs>(api.GET("/api/v1/packs")),
});

export const packDifference = (name: string, before: string, after: string) =>
  queryOptions({
    queryKey: ["packs", name, "diff", before, after],
    queryFn: () =>
      read<s.PackDifference>(
        api.GET("/api/v1/packs/{name}/diff", { params: { path: { name }, query: { before, after } } }),
      ),
  });
