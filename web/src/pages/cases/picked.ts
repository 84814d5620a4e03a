/** Picked: the rows that are selected, by single choice and by ranges from the last one that was chosen. */

export interface Picked {
  ids: ReadonlySet<string>;
  /** Where a range begins. */
  anchor: string | null;
}

export const NONE: Picked = { ids: new Set(), anchor: null };

/** Select the row, or let go of it; it begins the next range. */
export function toggled(picked: Picked, id: string): Picked {
  const ids = new Set(picked.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: id };
}

/** Select all rows between the last one chosen and this one, both included, in the order in which they are shown. */
export function extended(picked: Picked, id: string, order: readonly string[]): Picked {
  const from = picked.anchor === null ? -1 : order.indexOf(picked.anchor);
  const to = order.indexOf(id);
  if (from < 0 || to < 0) return toggled(picked, id);
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { ids: new Set([...picked.ids, ...range]), anchor: picked.anchor };
}
