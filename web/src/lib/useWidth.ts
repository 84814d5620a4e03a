/** useWidth: how wide an element is, kept up to date; for an element that comes later, too. */
import { type RefCallback, useLayoutEffect, useState } from "react";

const NARROWEST = 120;

export function useWidth<E extends HTMLElement>(initial: number): [RefCallback<E>, number] {
  const [element, setElement] = useState<E | null>(null);
  const [width, setWidth] = useState(initial);
  useLayoutEffect(() => {
    if (!element) return;
    const keep = (found: number) => setWidth(Math.max(NARROWEST, Math.floor(found)));
    keep(element.clientWidth); // before it is painted: what is drawn to this width would move what is below it
    const watch = new ResizeObserver(([entry]) => {
      if (entry) keep(entry.contentRect.width);
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, [element]);
  return [setElement, width];
}
