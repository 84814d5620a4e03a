/** followRca: the steps of an RCA run as the server tells them, until it is over. */
import { useEffect, useState } from "react";
import type { Progress } from "../../api/runs";

export const isOver = (status: string): boolean => status === "done" || status === "error";

export interface Listener {
  said: (progress: Progress, text: string) => void;
  broke?: () => void;
}

/** Returns how to stop. The browser connects again by itself when the connection breaks. */
export function followRca(id: string, listener: Listener): () => void {
  const source = new EventSource(`/rca-runs/${encodeURIComponent(id)}/stream`);
  source.addEventListener("message", (event: MessageEvent<string>) => {
    const progress = JSON.parse(event.data) as Progress;
    listener.said(progress, event.data);
    if (isOver(progress.status)) source.close();
  });
  source.addEventListener("error", () => listener.broke?.());
  return () => source.close();
}

/** The newest progress of an RCA run that is under way; `over` is called once when it has ended. */
export function useProgress(id: string | null, over: () => void): Progress | null {
  const [progress, setProgress] = useState<Progress | null>(null);
  useEffect(() => {
    if (id === null) return;
    setProgress(null);
    return followRca(id, {
      said: (now) => {
        setProgress(now);
        if (isOver(now.status)) over();
      },
    });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `over` is made anew each time, the stream must not be
  }, [id]);
  return progress;
}
