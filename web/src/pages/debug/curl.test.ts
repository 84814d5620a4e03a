import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { curl } from "./curl";
import { PRESETS, presetText } from "./presets";

it("reaches the program as it was meant, whatever stands in the body", () => {
  const body = `{"a": "it's \\"quoted\\" $HOME \`id\` \\\\"}\n`;
  const command = curl("http://127.0.0.1:8080", {
    method: "POST",
    path: "/agent-runs",
    body,
    headers: { "Content-Type": "application/json" },
  });
  const shown = execFileSync("sh", ["-c", `curl() { for one in "$@"; do printf '%s\\0' "$one"; done; }; ${command}`]);
  expect(shown.toString().split("\0")).toEqual([
    "-sS",
    "-X",
    "POST",
    "http://127.0.0.1:8080/agent-runs",
    "-H",
    "Content-Type: application/json",
    "--data-binary",
    body,
    "",
  ]);
});

it("follows a stream without buffering", () => {
  const stream = { method: "GET", path: "/rca-runs/x/stream", body: null, headers: {} } as const;
  expect(curl("http://h", stream)).toBe("curl -N 'http://h/rca-runs/x/stream'");
});

it("has two examples with different ids", () => {
  const ids = PRESETS.map(([name]) => (JSON.parse(presetText(name)) as { run_id: string }).run_id);
  expect(new Set(ids).size).toBe(2);
});
