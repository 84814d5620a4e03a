// The dashboard in a real browser, from the first visit to the verified audit log:
// node e2e/run.mjs [--shots FOLDER] [--only WORDS OF A STEP,WORDS OF ANOTHER]
import { strict as assert } from "node:assert";
import { chromium } from "playwright-core";
import { debuggedRun, replayedRun } from "./agentruns.mjs";
import { CORPUS } from "./corpus.mjs";
import { editedCall, severalPeople, tooLate, triedTools } from "./govern.mjs";
import { everywhereInert } from "./inert.mjs";
import { PACK } from "./pack.mjs";
import { calledByName } from "./names.mjs";
import { everyPage } from "./pages.mjs";
import { people } from "./people.mjs";
import { readPack, readPlaybook, tryPlaybook } from "./playbooks.mjs";
import { alert, start } from "./server.mjs";
import { cases } from "./cases.mjs";
import { recordShifts, shiftsOf } from "./shifts.mjs";
import { exploreTheShop, openShop, repairTheShop } from "./shop.mjs";

const shots = process.argv.includes("--shots") ? process.argv[process.argv.indexOf("--shots") + 1] : null;
const server = await start();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
const complaints = [];
let failed = 0;

const only = process.argv.includes("--only") ? process.argv[process.argv.indexOf("--only") + 1] : "";

/** `--only` takes the beginnings of several, with commas. */
async function step(name, work) {
  if (only && !only.split(",").some((wanted) => name.includes(wanted))) return;
  const began = performance.now();
  try {
    const said = await work();
    console.log(`ok    ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)${said ? `: ${said}` : ""}`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}: ${error.message}`);
  }
}

/** `isKnown` says which line of the console is the browser's own about an answer that was to be expected. */
function watched(page, isKnown = () => false) {
  page.on("console", (line) => {
    if (line.type() === "error" && !isKnown(line.text())) complaints.push(`${page.url()} ${line.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`${page.url()} ${error.message}`));
  page.on("dialog", (dialog) => {
    complaints.push(`${page.url()} opened a dialog`);
    void dialog.dismiss();
  });
  return page;
}

const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
const page = watched(await context.newPage());
page.setDefaultTimeout(120_000);
await recordShifts(page);

async function picture(name) {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png` });
}

await step("an empty installation leads to a recorded incident", async () => {
  await page.goto(server.url);
  await page.getByRole("link", { name: "load a recorded incident" }).click();
  await page.getByRole("button", { name: "Load amber" }).click();
});

await step("an investigation is followed live and ends with a report", async () => {
  await page.waitForURL("**/cases/INC-1");
  await page.getByText("High confidence").waitFor({ timeout: 120_000 });
  await page.getByRole("heading", { name: "Signals, by onset" }).waitFor();
  const { sum, told } = await shiftsOf(page);
  assert.ok(sum < 0.01, `layout shift ${sum.toFixed(4)}\n  ${told.join("\n  ")}`);
  return `layout shift ${sum.toFixed(4)}`;
});

await step("the evidence is opened from a citation, and its query is run again", async () => {
  await page.getByRole("button", { name: "Evidence 2" }).first().click();
  await page.getByRole("button", { name: "Run the query again" }).click();
  await page.getByText("Still holds").waitFor({ timeout: 30_000 });
  assert.match(page.url(), /ev=2/);
  await page.keyboard.press("Escape");
  await page.waitForURL((url) => !url.search.includes("ev="));
});

await step("a playbook is proposed, started and carried on by a person", async () => {
  await server.ask("POST", "/api/v1/packs", PACK);
  await server.ask("POST", "/api/v1/packs/repairs/activate?version=1");
  await page.getByRole("button", { name: "Start playbook restore the former pool size" }).click({ timeout: 15_000 });
  await page.getByRole("link", { name: "restore the former pool size" }).click();
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByText("Release the former").waitFor({ timeout: 30_000 });
});

await step("a call that waits is approved by exactly its digest", async () => {
  const made = await server.ask("POST", "/api/v1/tokens", {
    name: "release bot",
    role: "sre_operator",
    kind: "service",
  });
  const wanted = {
    method: "POST",
    url: "https://deploys.example/rollback",
    body: { service: "orders", note: CORPUS[9] },
  };
  await server.ask(
    "POST",
    "/api/v1/actions",
    { tool: "http.request", arguments: wanted, case: "INC-1", reason: "Roll orders back to 1.18.3" },
    { Authorization: `Bearer ${made.secret}` },
  );
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await page.getByRole("link", { name: "Roll orders back to 1.18.3" }).click({ timeout: 15_000 });
  await page.getByText("⟨U+202E⟩").first().waitFor();
  if (shots) await page.screenshot({ path: `${shots}/approval-waiting.png` });
  await page.getByRole("button", { name: "Approve this call" }).click();
  await page.getByText("approved", { exact: false }).first().waitFor();
  await page.waitForFunction(() => !document.body.innerText.includes("Approve this call"));
});

await step("a new case appears behind a bar, and nothing moves before it is asked for", async () => {
  await page.goto(`${server.url}/cases`);
  await page.getByText("HighLatency on checkout").waitFor();
  await server.ask("POST", "/api/v1/ingest/alertmanager", alert("DiskFull", "warehouse"));
  let opened = 0;
  while (!opened) {
    const all = await server.ask("GET", "/api/v1/cases?text=warehouse");
    if (all.items.length > 0) opened = Date.parse(all.items[0].opened_at);
  }
  await page.getByRole("button", { name: "1 new case" }).waitFor({ timeout: 10_000 });
  const late = Date.now() - opened;
  await page.getByRole("button", { name: "1 new case" }).click();
  await page.getByText("DiskFull on warehouse").waitFor();
  return `${late} ms after the event`;
});

const here = { server, page, picture };
await step("a call is edited: another request under another hash, and the first is void", () => editedCall(here));
await step("two people have to agree: the first is progress, a no ends it", () => severalPeople(here));
await step("nobody agrees in time: it expires before one's eyes", () => tooLate(here));
await step("a tool is tried, asked for, switched off and let out of quarantine", () => triedTools(here));
await step("a playbook is read, its versions compared, and the cases it fits are shown", () => readPlaybook(here));
await step("a playbook is tried for a case without anything being done", () => tryPlaybook(here));
await step("what changed in a pack is read from the settings", () => readPack(here));
await step("a run of an agent is replayed", () => replayedRun(here));
await step("a run is sent from the debug page and followed to its report", () => debuggedRun(here));

await step("what anybody writes is shown as they wrote it, and runs nowhere", () => everywhereInert(here));

await cases({ step, page, server, shots });

await step("the palette finds a case and goes there", async () => {
  await page.goto(`${server.url}/audit`);
  await page.getByText("entries verified").waitFor();
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder("Find a case, or type a command").fill("HighLatency");
  await page.getByRole("option", { name: /HighLatency/ }).waitFor();
  if (shots) await page.screenshot({ path: `${shots}/palette.png` });
  await page.keyboard.press("Enter");
  await page.waitForURL("**/cases/INC-1");
});

await step("the audit log is verified from the page", async () => {
  await page.goto(`${server.url}/audit`);
  await page.getByText("entries verified").waitFor();
  await page.getByRole("button", { name: "Verify again" }).click();
  await page.goto(`${server.url}/audit?action=approval.vote`);
  await page.getByText("approval.vote").first().waitFor();
});

await step("a process of a real shop is repaired by a yes in the browser, and Explore shows it", async () => {
  const shop = await openShop();
  try {
    const { said } = await repairTheShop({ shop, context, watched });
    await exploreTheShop({ shop, context, watched });
    return said;
  } finally {
    await shop.close();
  }
});

await step("every page in both themes at both widths is clean", () => everyPage({ browser, server, shots, watched }));

await step("a server that asks for a login keeps it in a cookie, and writes stay possible", async () => {
  const closed = await start({ login: true });
  try {
    const other = await (await browser.newContext()).newPage();
    other.setDefaultTimeout(120_000);
    other.on("pageerror", (error) => complaints.push(`login ${error.message}`));
    await other.goto(`${closed.url}/settings`);
    await other.waitForURL("**/login**");
    await other.getByText("Use a token").click();
    await other.getByLabel("Token").fill("rwt_wrong");
    await other.getByRole("button", { name: "Log in" }).click();
    await other.getByRole("alert").waitFor();
    await other.getByLabel("Token").fill(closed.secret);
    await other.getByRole("button", { name: "Log in" }).click();
    await other.waitForURL("**/settings");
    await other.getByPlaceholder("Name").fill("made in the browser");
    await other.getByRole("button", { name: "Make token" }).click();
    await other.getByText("it is shown this once").waitFor();
    assert.equal(await other.evaluate(() => document.cookie), "");
    await calledByName(other, closed);
    await other.goto(`${closed.url}/settings`);
    await other.getByRole("button", { name: "Log out" }).click();
    await other.waitForURL("**/login**");
  } finally {
    await closed.stop();
  }
});

await step("members are invited, join, sign in and change the tenant", () =>
  people({ browser, start, shots, watched: (one) => watched(one, (text) => text.includes("401 (Unauthorized)")) }),
);

await step("nothing was complained of in any console", () => assert.deepEqual(complaints, []));

await browser.close();
await server.stop();
if (failed > 0) process.exit(1);
