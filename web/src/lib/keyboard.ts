/** Keyboard: single keys and two-key sequences, switchable off, silent while somebody types. */
import { useEffect } from "react";
import { usePrefs } from "./prefs";

export type Keys = Record<string, () => void>;
const SEQUENCE_MS = 900;

/** Act on keys such as `j`, `?` or `g i` anywhere on the page, for as long as the component is shown. */
export function useKeys(keys: Keys): void {
  const { shortcuts } = usePrefs();
  useEffect(() => {
    if (!shortcuts) return;
    let first = "";
    let since = 0;
    const press = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
      const both = first && event.timeStamp - since < SEQUENCE_MS ? `${first} ${event.key}` : event.key;
      const act = keys[both] ?? keys[event.key];
      first = event.key;
      since = event.timeStamp;
      if (!act) return;
      first = "";
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [keys, shortcuts]);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName) || isInDialog(target);
}

const isInDialog = (target: HTMLElement): boolean => target.closest("[role=dialog]") !== null;
