// One picture a page, of both themes at both widths, from what `run.mjs --shots SHOTS` has taken:
// node e2e/sheets.mjs SHOTS FOLDER [NAME…]
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { chromium } from "playwright-core";

const [shots, folder, ...wanted] = process.argv.slice(2);
const VIEWS = [
  ["light-1440", 720, 450],
  ["dark-1440", 720, 450],
  ["light-390", 208, 450],
  ["dark-390", 208, 450],
];
const files = new Set(readdirSync(shots));
const names = [...files]
  .filter((file) => file.endsWith("-light-1440.png"))
  .map((file) => file.slice(0, -"-light-1440.png".length))
  .filter((name) => VIEWS.every(([view]) => files.has(`${name}-${view}.png`)))
  .filter((name) => wanted.length === 0 || wanted.includes(name));

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
const page = await browser.newPage({ viewport: { width: 1904, height: 474 } });
for (const name of names) {
  await page.setContent(
    `<body style="margin:12px;display:flex;gap:8px;background:#8a8a86">${VIEWS.map(picture(name)).join("")}`,
  );
  await page.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0));
  await page.screenshot({ path: `${folder}/${name}.png` });
}
await browser.close();
console.log(`${names.length} sheets`);

/** The upper part of a picture, at half its size. */
function picture(name) {
  return ([view, width, height]) => {
    const data = readFileSync(`${shots}/${name}-${view}.png`).toString("base64");
    const style = `width:${width}px;height:${height}px;object-fit:cover;object-position:top`;
    return `<img style="${style}" src="data:image/png;base64,${data}">`;
  };
}
