/** rate: how many a second, from two looks at a count that only grows. */

export interface Look {
  readonly n: number;
  readonly at: number;
}

const LONG_MS = 60_000;

/** The looks of the last minute with the new one; a count that fell has begun anew. */
export function looked(before: readonly Look[], now: Look): Look[] {
  const last = before.at(-1);
  if (last && now.n < last.n) return [now];
  return [...before.filter((one) => now.at - one.at <= LONG_MS && one.at < now.at), now];
}

/** A second, over the looks; null as long as there is one only. */
export function perSecond(looks: readonly Look[]): number | null {
  const [first, last] = [looks[0], looks.at(-1)];
  if (!first || !last || last.at === first.at) return null;
  return ((last.n - first.n) * 1000) / (last.at - first.at);
}
