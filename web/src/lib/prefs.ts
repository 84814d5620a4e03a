/** Preferences of this browser: theme, time zone, single-key shortcuts. */
import { useSyncExternalStore } from "react";
import type { Zone } from "./time";

export interface Prefs {
  theme: "light" | "dark";
  zone: Zone;
  shortcuts: boolean;
}

const listeners = new Set<() => void>();
let current: Prefs = load();

function load(): Prefs {
  const theme = document.documentElement.dataset.theme === "dark" ? "dark" : "light";
  return { theme, zone: kept("zone") === "local" ? "local" : "utc", shortcuts: kept("shortcuts") !== "off" };
}

function kept(name: string): string | null {
  try {
    return localStorage.getItem(`rootward.${name}`);
  } catch {
    return null; // a browser may refuse storage
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`rootward.${name}`, value);
  } catch {
    // then it holds until the page is left
  }
}

export function setPrefs(changed: Partial<Prefs>): void {
  current = { ...current, ...changed };
  document.documentElement.dataset.theme = current.theme;
  keep("theme", current.theme);
  keep("zone", current.zone);
  keep("shortcuts", current.shortcuts ? "on" : "off");
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const usePrefs = (): Prefs => useSyncExternalStore(subscribe, () => current);
