/** Glyph: the shape of a severity or a causal role. Shape, word and colour always come together. */
import type { ReactElement } from "react";

export type GlyphName = "diamond" | "triangle" | "square" | "circle" | "ring" | "hollow";

const SHAPES: Record<GlyphName, ReactElement> = {
  diamond: <path d="M6 .8 11.2 6 6 11.2.8 6z" fill="currentColor" />,
  triangle: <path d="M6 1.2 11.4 10.6H.6z" fill="currentColor" />,
  square: <rect x="1.4" y="1.4" width="9.2" height="9.2" rx="1.2" fill="currentColor" />,
  circle: <circle cx="6" cy="6" r="4.6" fill="currentColor" />,
  ring: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.4" />,
  hollow: <path d="M6 1.4 10.6 6 6 10.6 1.4 6z" fill="none" stroke="currentColor" strokeWidth="1.4" />,
};

export function Glyph({ name, size = 11, color }: { name: GlyphName; size?: number; color?: string }): ReactElement {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 12 12"
      aria-hidden="true"
      focusable="false"
      style={{ color, flex: "none" }}
    >
      {SHAPES[name]}
    </svg>
  );
}
