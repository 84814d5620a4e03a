/** Icon: our own set, 16 px, one stroke. Decoration only: the word beside it says the same. */
import type { ReactElement } from "react";

const PATHS = {
  cases: "M8 2.2 14.2 13H1.8zM8 6.2v3.2M8 11.2v.1",
  approvals: "M8 1.8 13 3.6v4c0 3-2 5.2-5 6.6-3-1.4-5-3.6-5-6.6v-4zM5.8 8l1.6 1.6 2.9-3",
  playbooks: "M2.5 4h11M2.5 8h6M2.5 12h5M11 8.5v5l3-2.5z",
  runs: "M2 3.5h6M4.5 6.5h6M7 9.5h6M4.5 12.5h4",
  tools:
    "M9.6 6.4 13.8 2.2M6.4 9.6 2.6 13.4M10.5 2.6a3.2 3.2 0 0 0-3.9 4.2L2.4 11a1.8 1.8 0 0 0 2.6 2.6l4.2-4.2a3.2 3.2 0 0 0 4.2-3.9L11.4 7.5 8.9 7.1l-.4-2.5z",
  topology:
    "M10.2 4.4 5.6 7M10.2 11.6 5.6 9M12 5.2a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6zM4 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6zM12 14.4a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z",
  audit: "M6.5 5H4a3 3 0 0 0 0 6h2.5M9.5 5H12a3 3 0 0 1 0 6H9.5M5.5 8h5",
  budgets: "M3 13.5V9M8 13.5v-11M13 13.5V6M1.5 13.5h13",
  system: "M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.1M5 11h.1",
  settings:
    "M2 4.5h7M12.5 4.5H14M10.8 6.2a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4zM2 11.5h1.5M7 11.5h7M5.2 13.2a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4z",
  search: "M7 12a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM10.6 10.6 14 14",
  moon: "M13.5 9.6A5.8 5.8 0 0 1 6.4 2.5a5.8 5.8 0 1 0 7.1 7.1z",
  sun: "M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9",
  more: "M3 8h.1M8 8h.1M13 8h.1",
  check: "M3.5 8.5 6.5 11.5 12.5 4.8",
  cross: "M4 4l8 8M12 4l-8 8",
  lock: "M4.5 7.2h7v5.6h-7zM5.8 7.2V5.4a2.2 2.2 0 0 1 4.4 0v1.8",
  change: "M8 2.5 13.5 8 8 13.5 2.5 8z",
  metric: "M1.8 10.5 5 7l2.4 2.4L10 4.5l1.6 3 2.6-1.6",
  log: "M2.5 4h11M2.5 8h11M2.5 12h7",
  trace: "M2 4h6M5 8h7M8 12h6",
  graph: "M4 6.2a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM12 13.8a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM5.4 5.6l5.2 4.8",
  event: "M8 4.5V8l2.4 1.4M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12z",
  book: "M3 2.8h8.5a1.5 1.5 0 0 1 1.5 1.5v9H4.5A1.5 1.5 0 0 1 3 11.8zM3 11.8a1.5 1.5 0 0 1 1.5-1.5H13",
  again: "M13 8a5 5 0 1 1-1.6-3.7M13 2v2.8h-2.8",
  link: "M6.8 9.2 9.2 6.8M7 4.8l1.4-1.4a2.9 2.9 0 0 1 4.1 4.1L11 9M9 11.2l-1.4 1.4a2.9 2.9 0 0 1-4.1-4.1L5 7",
  arrow: "M3 8h9.5M9 4.5 12.5 8 9 11.5",
  down: "M4 6.2 8 10l4-3.8",
  eyeoff: "M2 8s2.2-4 6-4 6 4 6 4-2.2 4-6 4-6-4-6-4zM3 13 13 3",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }): ReactElement {
  const dots = name === "more";
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} strokeWidth={dots ? 2.2 : 1.4} strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
