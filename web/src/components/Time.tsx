/** Time: a moment in the reader's zone, ISO on hover. */
import type { ReactElement } from "react";
import { usePrefs } from "../lib/prefs";
import { clockTime, dayTime } from "../lib/time";

export function Time({ at, day = false }: { at: string; day?: boolean }): ReactElement {
  const { zone } = usePrefs();
  return (
    <time dateTime={at} title={at}>
      {day ? dayTime(at, zone) : clockTime(at, zone)}
    </time>
  );
}
