// A real server on a free port with a data folder of its own, and the little of its HTTP interface that the runs use.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export const ROOT = new URL("../../", import.meta.url).pathname;
export const PYTHON = existsSync(`${ROOT}.venv/bin/python`) ? `${ROOT}.venv/bin/python` : "python3";

/** With `login` it asks for a token, of which `secret` is one. */
export async function start({ login = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "rootward-e2e-"));
  const secret = login ? firstToken(folder) : "";
  const more = login ? ["--require-login"] : [];
  const args = ["-m", "rootward", "serve", "--port", "0", "--data-dir", folder, ...more];
  const child = spawn(PYTHON, args, { cwd: ROOT, stdio: ["ignore", "ignore", "pipe"] });
  const url = await new Promise((found, failed) => {
    child.on("exit", (code) => failed(new Error(`the server ended with ${code}`)));
    createInterface({ input: child.stderr }).on("line", (line) => {
      if (!line.startsWith("{")) return;
      const said = JSON.parse(line);
      if (said.event === "server.started") found(said.url);
    });
  });
  const stop = async () => {
    const ended = new Promise((done) => child.on("exit", done));
    child.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, secret, stop, ask: (method, path, body, headers) => ask(url, method, path, body, headers) };
}

function firstToken(folder) {
  const args = [
    "-m",
    "rootward",
    "--data-dir",
    folder,
    "--json",
    "keys",
    "create",
    "ana",
    "--role",
    "admin",
    "--kind",
    "human",
  ];
  return JSON.parse(execFileSync(PYTHON, args, { cwd: ROOT })).secret;
}

async function ask(url, method, path, body, headers = {}) {
  const isText = typeof body === "string";
  const answer = await fetch(url + path, {
    method,
    headers: { "content-type": isText ? "application/yaml" : "application/json", ...headers },
    ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(said)}`);
  return said;
}

export function alert(name, service) {
  const labels = { alertname: name, service, severity: "warning" };
  return {
    version: "4",
    groupKey: `{}:{alertname="${name}"}`,
    status: "firing",
    receiver: "rootward",
    groupLabels: { alertname: name },
    commonLabels: labels,
    commonAnnotations: {},
    truncatedAlerts: 0,
    externalURL: "http://am",
    alerts: [
      {
        status: "firing",
        labels,
        annotations: { summary: `${name} on ${service}` },
        startsAt: new Date(Date.now() - 60_000).toISOString(),
        endsAt: "0001-01-01T00:00:00Z",
        generatorURL: "http://prometheus/graph",
        fingerprint: `${name}-${service}`,
      },
    ],
  };
}
