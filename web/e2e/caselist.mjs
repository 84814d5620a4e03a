// The case list of a running server with many cases: when its first rows are painted, and whether a fast scroll shows
// places without their rows: node e2e/caselist.mjs URL ROWS. The last line of what it prints is JSON.
import { chromium } from "playwright-core";

const [base, wanted = "5000"] = process.argv.slice(2);
const ROUNDS = 5;
const ROW = 57;
/** Pixels a frame: at sixty frames a second more than six hundred rows a second. */
const STEP = 600;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
const paints = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(watchRows);
  await page.goto(`${base}/cases?all=true`);
  await page.waitForFunction(() => window.__painted !== undefined, undefined, { timeout: 120_000 });
  paints.push((await page.evaluate(() => window.__painted)) / 1000);
  await context.close();
}
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
const page = await context.newPage();
page.setDefaultTimeout(600_000);
await page.goto(`${base}/cases?all=true`);
await page.locator("[data-row='10']").waitFor();
const scrolled = await page.evaluate(scroll, { rows: Number(wanted), row: ROW, step: STEP });
await browser.close();
console.log(JSON.stringify({ paints_s: paints, ...scrolled }));

/** In the page: milliseconds from the start of the navigation to the frame after the first row came. */
function watchRows() {
  const look = () => {
    if (document.querySelector("[data-row]"))
      requestAnimationFrame(() => setTimeout(() => (window.__painted = performance.now())));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** In the page: moves before each frame is painted, and looks at what that frame is going to show. */
async function scroll({ rows, row, step }) {
  const list = document.querySelector("ul:has([data-row])");
  const top = list.getBoundingClientRect().top + scrollY;
  const times = [];
  let blank = 0;
  let last = performance.now();
  const frame = () => new Promise((next) => requestAnimationFrame(next));
  const hasGap = () => {
    const box = list.getBoundingClientRect();
    for (let y = Math.max(60, box.top + 10); y < Math.min(innerHeight, box.bottom); y += row) {
      if (!document.elementFromPoint(box.left + 400, y)?.closest("li")) return true;
    }
    return false;
  };
  const end = top + rows * row;
  while (scrollY < end) {
    const now = await frame();
    times.push(now - last);
    last = now;
    const before = scrollY;
    scrollBy(0, step);
    if (hasGap()) blank += 1;
    if (
      scrollY === before &&
      list.querySelector("[data-row]") &&
      document.documentElement.scrollHeight - innerHeight <= scrollY
    ) {
      // the loaded end: the next page is on its way
      if (times.length > 100_000) break;
    }
  }
  times.sort((one, other) => one - other);
  return {
    frames: times.length,
    blank,
    rows: Math.round((scrollY - top) / row),
    frame_ms_p95: times[Math.floor(times.length * 0.95)],
  };
}
