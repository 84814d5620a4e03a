/** Wanted: the filters of the address as the server's list names them, and back again. */
import type { Wanted } from "../../api/shapes";
import type { CasesSearch } from "./search";

export function wantedOf(search: CasesSearch): Wanted {
  return {
    ...(search.state && { state: search.state }),
    ...(search.severity && { severity: search.severity }),
    ...(search.kind && { kind: search.kind }),
    ...(search.cause && { cause: search.cause }),
    ...(search.source && { source: search.source }),
    ...(search.team && { team: search.team }),
    ...(search.entity && { entity: search.entity }),
    ...(search.owner && { assigned_to: search.owner }),
    ...(search.text && { text: search.text }),
    ...(!search.all && { active: true }),
    ...(search.sort && { sort: search.sort }),
  };
}

export function searchOf(wanted: Wanted): CasesSearch {
  return {
    ...(wanted.state && { state: wanted.state }),
    ...(wanted.severity && { severity: wanted.severity }),
    ...(wanted.kind && { kind: wanted.kind }),
    ...(wanted.cause && { cause: wanted.cause }),
    ...(wanted.source && { source: wanted.source }),
    ...(wanted.team && { team: wanted.team }),
    ...(wanted.entity && { entity: wanted.entity }),
    ...(wanted.assigned_to && { owner: wanted.assigned_to }),
    ...(wanted.text && { text: wanted.text }),
    ...(!wanted.active && { all: true }),
    ...(wanted.sort && wanted.sort !== "newest" && { sort: wanted.sort }),
  };
}

/** Whether both narrow and order the list in the same way. */
export const isSame = (one: CasesSearch, other: CasesSearch): boolean => told(one) === told(other);

function told(search: CasesSearch): string {
  const entries = Object.entries(search) as [string, string | boolean | string[]][];
  const parts = entries.map(([name, value]) => [name, Array.isArray(value) ? [...value].sort() : value] as const);
  return JSON.stringify(parts.sort(([one], [other]) => (one < other ? -1 : 1)));
}
