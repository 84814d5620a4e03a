/** SettingsDiff: settings of two runs that differ, what it was struck through, what it is beside it. */
import type { ReactElement } from "react";
import type { Json } from "../../api/shapes";
import { words } from "../../lib/format";
import { short } from "./compared";
import styles from "./SettingsDiff.module.css";

export function SettingsDiff({ settings }: { settings: readonly [string, readonly Json[]][] }): ReactElement {
  return (
    <dl className={styles.list}>
      {settings.map(([name, [before, after]]) => (
        <div key={name}>
          <dt>{words(name)}</dt>
          <dd>
            <del>{short(before ?? null)}</del>
            <span aria-hidden="true"> → </span>
            <ins>{short(after ?? null)}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}
