/** VersionChoice: one of the versions there are, by its pack, its word and its digest. */
import type { ReactElement } from "react";
import { visible } from "../../lib/format";
import styles from "./Playbooks.module.css";

interface Choosable {
  pack?: string;
  version: string;
  digest: string;
}
interface Props {
  label: string;
  value: string;
  items: readonly Choosable[];
  onChange: (digest: string) => void;
}

export function VersionChoice({ label, value, items, onChange }: Props): ReactElement {
  return (
    <label className={styles.select}>
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {!items.some((item) => item.digest.slice(0, 12) === value) && <option value={value}>Choose one</option>}
        {items.map((item) => (
          <option key={item.digest} value={item.digest.slice(0, 12)}>
            {visible([item.pack, item.version, `(${item.digest.slice(0, 6)})`].filter(Boolean).join(" "))}
          </option>
        ))}
      </select>
    </label>
  );
}
