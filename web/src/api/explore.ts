/** Explore: what is known of an entity in a range, and the queries that read it. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, read } from "./client";
import type { Entities, Explored } from "./schema";

export type { Entities, Explored, Happening, Measure, Template } from "./schema";

export const entities = queryOptions({
  queryKey: ["explore", "entities"],
  queryFn: () => read<Entities>(api.GET("/api/v1/explore/entities")),
});

export const explored = (entity: string, start: string, end: string) =>
  queryOptions({
    queryKey: ["explore", entity, start, end],
    queryFn: () => read<Explored>(api.GET("/api/v1/explore", { params: { query: { entity, start, end } } })),
    placeholderData: keepPreviousData,
  });
