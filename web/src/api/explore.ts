/** Explore: what is known of an entity in a range, and the queries that read it. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, read } from "./client";
import type { components } from "./schema";

export type Explored = components["schemas"]["Explored"];
export type Measure = components["schemas"]["Measure"];
export type Template = components["schemas"]["Template"];
export type Happening = components["schemas"]["Happening"];
export type Entities = components["schemas"]["Entities"];

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
