/** ShortcutHelp: every key there is. */
import type { ReactElement } from "react";
import { Drawer } from "../components/Drawer";
import { Kbd } from "../components/Kbd";
import { PLACES } from "./places";
import styles from "./ShortcutHelp.module.css";

const KEYS: [string, string][] = [
  ["⌘K", "Find or jump to"],
  ["?", "This list"],
  ["j", "Next row, or next piece of evidence"],
  ["k", "The one before"],
  ["o", "Open the row"],
  ["x", "Select the row; with Shift, all rows up to it"],
  ["e", "Acknowledge the case, or the selected rows"],
  ["i", "Take the case, or the selected rows"],
  ["[", "Previous case"],
  ["]", "Next case"],
  ["/", "Filter"],
  ["y", "Copy link to this view"],
  ["Esc", "Close, or back"],
];

export function ShortcutHelp({ open, onClose }: { open: boolean; onClose: () => void }): ReactElement {
  return (
    <Drawer title="Keyboard" open={open} onClose={onClose}>
      <ul className={styles.list}>
        {[...KEYS, ...PLACES.map((place): [string, string] => [place.keys, place.name])].map(([keys, text]) => (
          <li key={keys}>
            <span>{text}</span>
            <Kbd keys={keys} />
          </li>
        ))}
      </ul>
      <p>Single keys can be switched off under Settings. Approving has no key, on purpose.</p>
    </Drawer>
  );
}
