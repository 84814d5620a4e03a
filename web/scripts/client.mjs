// Write src/api/schema.d.ts from the OpenAPI description of the server in this checkout; with --check only compare.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const root = new URL("../../", import.meta.url).pathname;
const target = new URL("../src/api/schema.d.ts", import.meta.url);
const python = existsSync(`${root}.venv/bin/python`) ? `${root}.venv/bin/python` : "python3";
const described = execFileSync(python, ["-m", "rootward", "openapi"], { cwd: root, maxBuffer: 1 << 26 });
const text =
  "// Written by scripts/client.mjs from the server's OpenAPI description: run `npm run client`.\n\n" +
  astToString(await openapiTS(JSON.parse(described)));

if (!process.argv.includes("--check")) {
  writeFileSync(target, text);
} else if (!existsSync(target) || readFileSync(target, "utf8") !== text) {
  console.error("src/api/schema.d.ts is not what the server describes: run `npm run client`");
  process.exit(1);
}
