/** Ago: how long since, kept up to date. */
import type { ReactElement } from "react";
import { useNow } from "../lib/now";
import { span } from "../lib/time";

export function Ago({ at, suffix = " ago" }: { at: string; suffix?: string }): ReactElement {
  const now = useNow(10_000);
  return (
    <time dateTime={at} title={at}>
      {span(now - Date.parse(at))}
      {suffix}
    </time>
  );
}
