// Pictures of pages of a running server: node e2e/shots.mjs URL FOLDER [PATH…]
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";

const [base, folder, ...paths] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
const themes = (process.env.THEMES ?? "light").split(",");
const widths = (process.env.WIDTHS ?? "1440").split(",").map(Number);
for (const theme of themes)
  for (const width of widths) {
    const context = await browser.newContext({
      viewport: { width, height: width < 800 ? 844 : 900 },
      colorScheme: theme,
      deviceScaleFactor: 1,
    });
    for (const path of paths) {
      const page = await context.newPage();
      page.on("console", (line) => ["error", "warning"].includes(line.type()) && console.log(path, line.text()));
      page.on("pageerror", (error) => console.log(path, "pageerror", error.message));
      await page.goto(base + path, { waitUntil: "load" });
      await page.waitForTimeout(Number(process.env.WAIT ?? 1800));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) console.log(path, theme, width, `scrolls sideways: ${wide}`);
      await page.screenshot({
        path: `${folder}/${path.replaceAll(/\W+/g, "_")}-${theme}-${width}.png`,
        fullPage: process.env.FULL === "1",
      });
      await page.close();
    }
    await context.close();
  }
await browser.close();
