// The lock file names packages and hashes, and no address of a registry.
import { readFileSync } from "node:fs";

const lock = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"));
const addressed = Object.entries(lock.packages).filter(([, item]) => "resolved" in item);
if (addressed.length > 0) {
  console.error(`package-lock.json holds addresses: ${addressed.map(([name]) => name).join(", ")}`);
  process.exit(1);
}
