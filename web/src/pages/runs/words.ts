/** Words: how the run pages say durations, money and outcomes. */
import type { Tone } from "../../components/Pill";
import { count, figures, words } from "../../lib/format";

const TONES: Record<string, Tone> = {
  success: "ok",
  failure: "bad",
  timeout: "bad",
  running: "violet",
  triggered: "warn",
};

export const outcomeTone = (status: string): Tone => TONES[status] ?? "neutral";

export const outcome = (status: string): string => (status === "success" ? "Succeeded" : words(status));

/** `45 s`, `350 ms`, `1 min 30 s`; a dash where nobody said. */
export function took(ms: number | null): string {
  if (ms === null) return "–";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${figures(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600)
    return seconds % 60 === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

export function money(usd: number | null): string {
  if (usd === null) return "–";
  if (usd === 0 || usd >= 0.1) return `$${usd.toFixed(2)}`;
  return usd < 0.0001 ? "< $0.0001" : `$${usd.toFixed(4)}`;
}

export const tokens = (value: number | null): string => (value === null ? "–" : count(value));

export const percent = (rate: number | null): string => (rate === null ? "–" : `${figures(rate * 100)}%`);

/** How likely it is that nothing is behind it. */
export const chance = (p: number): string => (p < 0.001 ? "less than 1 in 1 000" : percent(p));

export const confidence = (score: number): string => (score >= 0.75 ? "High" : score >= 0.5 ? "Medium" : "Low");
