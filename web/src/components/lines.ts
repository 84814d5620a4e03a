/** Lines: a comparison line by line, folded to what changed and a little around it. */
import type { DiffLine } from "../api/schema";

export interface Stretch {
  /** Lines that are the same on both sides and stand far from every change. */
  isAlike: boolean;
  lines: readonly DiffLine[];
}

const AROUND = 3;

/** Stretches in their order: those around changes to be read, those between them to be opened. */
export function folded(lines: readonly DiffLine[]): Stretch[] {
  const near = lines.map((_, place) =>
    lines.slice(Math.max(0, place - AROUND), place + AROUND + 1).some((line) => line.kind !== "same"),
  );
  const found: { isAlike: boolean; lines: DiffLine[] }[] = [];
  lines.forEach((line, place) => {
    const isAlike = !near[place];
    const last = found.at(-1);
    if (last?.isAlike === isAlike) last.lines.push(line);
    else found.push({ isAlike, lines: [line] });
  });
  return found;
}

export function changedLines(lines: readonly DiffLine[]): { added: number; removed: number } {
  const of = (kind: DiffLine["kind"]) => lines.filter((line) => line.kind === kind).length;
  return { added: of("added"), removed: of("removed") };
}
