/** Severity: shape, word and colour. */
import type { ReactElement } from "react";
import type { Severity as Level } from "../api/shapes";
import { Glyph, type GlyphName } from "./Glyph";
import styles from "./Severity.module.css";

const SHAPES: Record<Level, [number, GlyphName]> = {
  critical: [1, "diamond"],
  high: [2, "triangle"],
  medium: [3, "square"],
  low: [4, "circle"],
  info: [5, "ring"],
};

export function Severity({ level, soft = false }: { level: Level; soft?: boolean }): ReactElement {
  const [rank, shape] = SHAPES[level];
  const fill = rank === 5 ? "var(--text-3)" : `var(--sev${rank}-fill)`;
  const color = rank === 5 ? "var(--text-2)" : `var(--sev${rank})`;
  const background = soft && rank < 5 ? `var(--sev${rank}-soft)` : undefined;
  return (
    <span className={soft ? styles.soft : styles.plain} style={{ color, background }}>
      <Glyph name={shape} color={fill} size={soft ? 10 : 11} />
      {level.charAt(0).toUpperCase() + level.slice(1)}
    </span>
  );
}

export const severityColor = (level: Level): string =>
  SHAPES[level][0] === 5 ? "var(--text-3)" : `var(--sev${SHAPES[level][0]}-fill)`;
