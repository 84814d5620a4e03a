// What people, agents and other systems write is shown as they wrote it, wherever it stands, and runs nowhere.
import { strict as assert } from "node:assert";
import { CORPUS } from "./corpus.mjs";
import { alert } from "./server.mjs";

export async function everywhereInert({ server, page }) {
  const paths = [
    ...(await casesOf(server)),
    ...(await approvalsOf(server)),
    ...(await toolsOf(server)),
    ...(await runsOf(server)),
    ...(await playbooksOf(server)),
    ...(await telemetryOf(server)),
    "/settings",
    "/audit",
    "/system",
  ];
  for (const path of paths) {
    await page.goto(server.url + path);
    await page.locator("h1:not(.sr)").first().waitFor();
    await page.locator("[aria-hidden=true][style*=height]").first().waitFor({ state: "detached" });
    const found = await page.evaluate(() => ({
      ran: window.__ran,
      made: document.querySelectorAll("#root img, #root iframe, #root style, #root base, #root script, #root math")
        .length,
      links: [...document.querySelectorAll("a[href]")].filter((one) => one.protocol === "javascript:").length,
      handlers: document.querySelectorAll("[onmouseover], [onerror], [onload]").length,
    }));
    assert.deepEqual(found, { ran: undefined, made: 0, links: 0, handlers: 0 }, path);
  }
  await debugged({ server, page });
  return `${CORPUS.length} texts on ${paths.length + 1} pages`;
}

async function casesOf(server) {
  for (const [index, text] of CORPUS.entries()) {
    await server.ask("POST", "/api/v1/ingest/alertmanager", alert(`${text} ${index}`, `svc-${index}`));
  }
  let found = { items: [] };
  while (!found.items.some((one) => one.title.includes(`' onmouseover`))) {
    found = await server.ask("GET", "/api/v1/cases?limit=200");
  }
  const [first] = found.items;
  for (const text of CORPUS) await server.ask("POST", `/api/v1/cases/${first.number}/comment`, { text });
  return [
    "/cases",
    `/cases/${first.number}?tab=activity`,
    `/cases?text=${encodeURIComponent(CORPUS[1])}`,
    ...found.items.map((one) => `/cases/${one.number}`),
  ];
}

/** One call with every text among its arguments, and one with each of the worst as its reason. */
async function approvalsOf(server) {
  const bot = await server.ask("POST", "/api/v1/tokens", { name: CORPUS[1], role: "sre_operator", kind: "service" });
  const as = { Authorization: `Bearer ${bot.secret}` };
  for (const reason of CORPUS.slice(0, 3)) {
    const body = Object.fromEntries(CORPUS.map((text, place) => [place === 0 ? text : `k${place}`, text]));
    const wanted = { method: "POST", url: "https://deploys.example/x", body };
    await server.ask("POST", "/api/v1/actions", { tool: "http.request", arguments: wanted, reason }, as);
  }
  let found = { items: [] };
  while (found.items.filter((one) => CORPUS.slice(0, 3).includes(one.reason)).length < 3) {
    found = await server.ask("GET", "/api/v1/approvals?limit=200");
  }
  const mine = found.items.filter((one) => CORPUS.slice(0, 3).includes(one.reason));
  return ["/approvals", "/executions", ...mine.map((one) => `/approvals/${one.approval_id}`)];
}

async function toolsOf(server) {
  await server.ask("PUT", "/api/v1/tools/corpus.tool", {
    description: CORPUS.join(" "),
    url: "https://svc.example/x",
    risk: "medium",
    effect: "idempotent",
    targets: ["thing:{word}"],
    arguments: {
      type: "object",
      required: ["word"],
      properties: { word: { type: "string", description: CORPUS[1], enum: CORPUS } },
    },
  });
  return ["/tools", "/tools?tool=corpus.tool"];
}

const AT = "2026-01-15T10:30:";
export const INERT_RUN = {
  run_id: "e2e-inert",
  agent_name: CORPUS[1],
  agent_version: CORPUS[2],
  model: CORPUS[0],
  environment: "prod",
  started_at: `${AT}00Z`,
  ended_at: `${AT}45Z`,
  status: "failure",
  error_type: CORPUS[2],
  error_message: CORPUS[1],
  steps: CORPUS.map((text, place) => ({
    step_id: `s${place}`,
    name: text,
    status: place % 2 ? "failure" : "success",
    retries: 0,
    started_at: `${AT}0${place % 10}Z`,
    ended_at: `${AT}1${place % 10}Z`,
    input_summary: text,
    output_summary: text,
  })),
  tool_calls: CORPUS.map((text, place) => ({
    call_id: `c${place}`,
    step_id: `s${place}`,
    tool_name: text.slice(0, 60),
    status: "failure",
    args_json: { [text]: text },
    error_class: "ValidationError",
    error_message: text,
    status_code: 400,
    latency_ms: 10,
  })),
};

async function runsOf(server) {
  await server.ask("POST", "/agent-runs", INERT_RUN);
  return ["/runs", "/runs/e2e-inert", "/runs/fleet", "/runs/compare?before=e2e-inert&after=e2e-inert"];
}

async function playbooksOf(server) {
  const playbook = {
    name: CORPUS[1],
    description: CORPUS.join(" "),
    conditions: { match: { severity_in: ["critical"] }, priority: 1 },
    // Braces are places of values here, and no part of a name.
    steps: CORPUS.filter((text) => !/[{}]/.test(text)).map((text, place) => ({
      name: `${place} ${text}`,
      action: "manual",
      params: { text },
    })),
  };
  const pack = { name: "inert", version: "1", description: CORPUS[0], requires: ["sre"], playbooks: [playbook] };
  await server.ask("POST", "/api/v1/packs", JSON.stringify(pack));
  await server.ask("POST", "/api/v1/packs/inert/activate?version=1");
  const changed = { ...pack, version: "2", playbooks: [{ ...playbook, description: CORPUS.toReversed().join(" ") }] };
  await server.ask("POST", "/api/v1/packs", JSON.stringify(changed));
  await server.ask("POST", "/api/v1/packs/inert/activate?version=2");
  const page = `/playbooks/${encodeURIComponent(CORPUS[1])}`;
  return [
    "/playbooks",
    page,
    `${page}?tab=yaml`,
    `${page}?tab=versions`,
    `${page}?tab=cases`,
    "/settings/packs/inert?before=1&after=2",
  ];
}

async function telemetryOf(server) {
  const now = Date.now();
  const records = CORPUS.map((text, place) => ({
    timeUnixNano: `${now - place * 1000}000000`,
    severityText: "ERROR",
    body: { stringValue: text },
    attributes: [{ key: "note", value: { stringValue: text } }],
  }));
  const attributes = [{ key: "service.name", value: { stringValue: "inert" } }];
  await server.ask("POST", "/v1/logs", {
    resourceLogs: [{ resource: { attributes }, scopeLogs: [{ logRecords: records }] }],
  });
  return ["/explore?entity=service:inert"];
}

/** The journey of the debug page with the same run, under another id. */
async function debugged({ server, page }) {
  await page.goto(`${server.url}/debug`);
  await page.getByLabel("Run as JSON").fill(JSON.stringify({ ...INERT_RUN, run_id: "e2e-inert-debugged" }));
  await page.getByRole("button", { name: "Run the journey" }).click();
  await page.getByRole("link", { name: "Open e2e-inert-debugged" }).waitFor();
  assert.equal(await page.evaluate(() => window.__ran), undefined);
  assert.equal(await page.evaluate(() => document.querySelectorAll("#root img, #root iframe").length), 0);
}
