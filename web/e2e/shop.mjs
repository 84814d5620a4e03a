// The small real shop of the repository beside a server of its own: a bad release is made, and taken back by a yes in
// the browser. What is asserted in the end is what the shop's own control desk says of its process.
import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { alert, PYTHON, ROOT, start } from "./server.mjs";

const POOL = { key: "pool_size", value: 1 };
const pack = (desk) => `
name: shop-repairs
version: "1"
requires: [sre]
repair: {confidence: 0}
tools:
  - name: desk.roll_back
    description: Releases a service with the settings it had before its last release.
    url: "${desk}/services/{service}/rollback"
    method: POST
    effect: idempotent
    risk: high
    timeout: 5m
    targets: ["service:{service}"]
    arguments:
      type: object
      required: [service]
      properties: {service: {type: string, maxLength: 40}}
    dry_run: {method: POST, url: "${desk}/services/{service}/rollback?dry_run=true"}
playbooks:
  - name: release the former settings
    conditions:
      match: {severity_in: [low, medium, high, critical]}
    steps:
      - name: roll orders back
        action: call_tool
        params: {tool_id: desk.roll_back, payload: {service: orders}}
    on_failure: stop
`;

/** Seven services and their customers; their telemetry goes to the server at `url`. */
export async function openShop() {
  const server = await start();
  const args = ["-m", "bench.shop", "live", "--to", server.url, "--after", "86400"];
  const child = spawn(PYTHON, args, { cwd: ROOT, stdio: ["pipe", "pipe", "ignore"] });
  const desk = await new Promise((found, failed) => {
    child.on("exit", (code) => failed(new Error(`the shop ended with ${code}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const said = JSON.parse(line);
      if (said.shop === "up") found(said.control);
    });
  });
  const close = async () => {
    const ended = new Promise((done) => child.on("exit", done));
    child.stdin.end();
    await ended;
    await server.stop();
  };
  return { server, desk, close };
}

export async function repairTheShop({ shop, context, watched }) {
  const { server, desk } = shop;
  const healthy = (await state(desk)).orders;
  await post(`${desk}/services/orders/setting`, POOL, "e2e-break");
  const broken = (await state(desk)).orders;
  assert.notEqual(broken.instance, healthy.instance, "the bad release is a process of its own");
  await server.ask("POST", "/api/v1/ingest/alertmanager", alert("SlowCheckout", "orders"));
  await server.ask("POST", "/api/v1/packs", pack(desk));
  await server.ask("POST", "/api/v1/packs/shop-repairs/activate?version=1");

  const page = watched(await context.newPage());
  page.setDefaultTimeout(120_000);
  await page.goto(`${server.url}/cases`);
  await page.getByText("SlowCheckout on orders").first().click();
  await page.waitForURL("**/cases/INC-*");
  const ref = page.url().split("/").pop();
  const investigated = async () => (await server.ask("GET", `/api/v1/cases/${ref}`)).report_id;
  while (!(await investigated())) await page.waitForTimeout(250);
  const run = await server.ask("POST", "/api/v1/playbook-runs", {
    case: ref,
    playbook: "release the former settings",
  });
  const watching = watched(await context.newPage());
  watching.setDefaultTimeout(120_000);
  await watching.goto(`${server.url}/playbook-runs/${run.playbook_run_id}`);
  let waiting = [];
  while (waiting.length === 0) waiting = (await server.ask("GET", "/api/v1/approvals")).items;
  await page.goto(`${server.url}/approvals/${waiting[0].approval_id}`);
  await page.getByText(`pool_size = ${POOL.value}`).first().waitFor(); // what the dry run says it takes back
  assert.equal((await state(desk)).orders.instance, broken.instance, "nothing happens before the yes");
  await page.getByRole("button", { name: "Approve this call" }).click();
  await page.getByText("1 of 1 person has agreed").waitFor();
  await watching.getByText("rollback answered 200").first().waitFor();
  const repaired = (await state(desk)).orders;
  assert.notEqual(repaired.instance, broken.instance, "the repair is a process of its own");
  await page.goto(`${server.url}/audit?action=tool.call`);
  await page.getByText("tool.call").first().waitFor();
  await page.getByText("entries verified").waitFor();
  const found = await server.ask("GET", "/api/v1/audit/verify");
  assert.notEqual(found.status, "tampered");
  await watching.close();
  await page.close();
  return { said: `${healthy.instance} → ${broken.instance} → ${repaired.instance}, ${found.size} entries` };
}

/** What the shop's own telemetry shows in Explore. */
export async function exploreTheShop({ shop, context, watched }) {
  const page = watched(await context.newPage());
  page.setDefaultTimeout(120_000);
  await page.goto(`${shop.server.url}/explore?entity=service:orders`);
  await page.getByRole("heading", { name: "Explore" }).waitFor();
  await page.getByText("Time", { exact: true }).first().waitFor();
  await page
    .getByText(/request|duration|pool/i)
    .filter({ visible: true })
    .first()
    .waitFor();
  await page.getByRole("button", { name: "Earlier" }).click();
  await page.waitForURL(/to=/);
  await page.getByRole("button", { name: "Newest" }).click();
  await page.waitForURL((url) => !url.search.includes("to="));
  await page.close();
}

async function state(desk) {
  return (await (await fetch(`${desk}/state`)).json()).services;
}

async function post(url, body, key) {
  const headers = { "content-type": "application/json", "idempotency-key": key };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
}
