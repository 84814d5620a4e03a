// Write src/api/schema.d.ts from the OpenAPI description of the server in this checkout; with --check only compare.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const root = new URL("../../", import.meta.url).pathname;
const target = new URL("../src/api/schema.d.ts", import.meta.url);
// Every shape of the description is a type of its own name.
const HOW = {
  rootTypes: true,
  rootTypesNoSchemaPrefix: true,
  rootTypesKeepCasing: true,
  // Any JSON holds itself, which a member of an interface cannot say of itself.
  inject: "type AnyJson = string | number | boolean | null | AnyJson[] | { [name: string]: AnyJson };",
  transform: (_schema, { path }) =>
    path?.endsWith("/schemas/Json") ? ts.factory.createTypeReferenceNode("AnyJson") : undefined,
};
const python = existsSync(`${root}.venv/bin/python`) ? `${root}.venv/bin/python` : "python3";
const described = execFileSync(python, ["-m", "rootward", "openapi"], { cwd: root, maxBuffer: 1 << 26 });
const text =
  "// Written by scripts/client.mjs from the server's OpenAPI description: run `npm run client`.\n\n" +
  astToString(await openapiTS(JSON.parse(described), HOW));

if (!process.argv.includes("--check")) {
  writeFileSync(target, text);
} else if (!existsSync(target) || readFileSync(target, "utf8") !== text) {
  console.error("src/api/schema.d.ts is not what the server describes: run `npm run client`");
  process.exit(1);
}
