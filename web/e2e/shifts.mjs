// What moves on a page without anybody having touched it: the Layout Instability API, with the elements that moved.

/** Before the page is opened: record every shift. */
export const recordShifts = (page) =>
  page.addInitScript(() => {
    window.__shifts = [];
    const named = (node) => {
      const element = node instanceof Element ? node : node?.parentElement;
      return element ? `${element.tagName.toLowerCase()}.${element.className} ${element.textContent.slice(0, 40)}` : "";
    };
    new PerformanceObserver((list) =>
      list.getEntries().forEach((one) => {
        if (one.hadRecentInput) return;
        const moved = one.sources.map(
          (source) =>
            `${named(source.node)} ${Math.round(source.previousRect.y)}→${Math.round(source.currentRect.y)} h ${Math.round(source.previousRect.height)}→${Math.round(source.currentRect.height)}`,
        );
        window.__shifts.push({ value: one.value, at: Math.round(one.startTime), moved });
      }),
    ).observe({ type: "layout-shift", buffered: true });
  });

/** The sum of all shifts so far, and what moved. */
export async function shiftsOf(page) {
  await page.waitForTimeout(300);
  const shifts = await page.evaluate(() => window.__shifts);
  const sum = shifts.reduce((total, one) => total + one.value, 0);
  return { sum, told: shifts.map((one) => `${one.value.toFixed(4)} at ${one.at} ms: ${one.moved.join(" | ")}`) };
}
