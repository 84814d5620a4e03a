/** useWidth: how wide an element is, kept up to date; for an element that comes later, too. */
import { type RefCallback, useEffect, useState } from "react";

export function useWidth<E extends HTMLElement>(initial: number): [RefCallback<E>, number] {
  const [element, setElement] = useState<E | null>(null);
  const [width, setWidth] = useState(initial);
  useEffect(() => {
    if (!element) return;
    const watch = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.max(120, Math.floor(entry.contentRect.width)));
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, [element]);
  return [setElement, width];
}
