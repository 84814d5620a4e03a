/** Cited: a sentence whose citations never begin a line: they stay with its last word. */
import type { ReactElement } from "react";
import { visible } from "../../lib/format";
import { Cites } from "./Cites";
import styles from "./Cites.module.css";

export function Cited({ text, numbers }: { text: string; numbers: readonly number[] }): ReactElement {
  const words = visible(text);
  if (numbers.length === 0) return <>{words} </>;
  const cut = words.lastIndexOf(" ") + 1;
  return (
    <>
      {words.slice(0, cut)}
      <span className={styles.kept}>
        {words.slice(cut)}
        <Cites numbers={numbers} />
      </span>{" "}
    </>
  );
}
