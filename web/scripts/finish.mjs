// After the build: pack every asset once, so that the server need not, and hold the sizes to their limits.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const INITIAL_KB = 200;
const LAZY_KB = 120;
const folder = new URL("../../rootward/dashboard/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", folder), "utf8"));
const sizes = new Map();
for (const name of readdirSync(new URL("assets/", folder))) {
  if (!/\.(js|css)$/.test(name)) continue;
  const packed = gzipSync(readFileSync(new URL(`assets/${name}`, folder)), { level: 9 });
  writeFileSync(new URL(`assets/${name}.gz`, folder), packed);
  sizes.set(`assets/${name}`, packed.length / 1000);
}
rmSync(new URL(".vite", folder), { recursive: true });

const entry = Object.entries(manifest).find(([, item]) => item.isEntry)[0];
const initial = new Set();
const take = (key) => {
  const item = manifest[key];
  if (initial.has(item.file)) return;
  initial.add(item.file);
  for (const next of item.imports ?? []) take(next);
};
take(entry);
const first = [...initial].reduce((sum, file) => sum + (sizes.get(file) ?? 0), 0);
const lazy = [...sizes].filter(([file]) => file.endsWith(".js") && !initial.has(file));
console.log(`initial JavaScript ${first.toFixed(1)} kB gz (limit ${INITIAL_KB})`);
for (const [file, size] of lazy.sort((a, b) => b[1] - a[1]).slice(0, 6))
  console.log(`  lazy ${file} ${size.toFixed(1)} kB gz`);
const over = lazy.filter(([, size]) => size > LAZY_KB);
if (first > INITIAL_KB || over.length > 0) {
  console.error(
    `too large: ${first > INITIAL_KB ? "the initial JavaScript " : ""}${over.map(([file]) => file).join(" ")}`,
  );
  process.exit(1);
}
