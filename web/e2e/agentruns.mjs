// A run of somebody's agent: sent from the debug page, watched as it is judged, taken through again step by step.
import { strict as assert } from "node:assert";
import { RUNS } from "./runs.mjs";

export async function replayedRun({ server, page, picture }) {
  await server.ask("POST", "/agent-runs", RUNS[0]);
  await page.goto(`${server.url}/runs/${RUNS[0].run_id}`);
  await page.getByRole("group", { name: "Replay" }).waitFor();
  const place = () => page.getByLabel("Place in the run").inputValue();
  await page.getByRole("button", { name: "Replay", exact: true }).click();
  await page
    .getByRole("button", { name: "Pause" })
    .or(page.getByRole("button", { name: "Replay", exact: true }))
    .waitFor();
  await page.getByRole("button", { name: "Next entry" }).click();
  const first = Number(await place());
  await page.getByRole("button", { name: "Next entry" }).click();
  assert.equal(Number(await place()), first + 1);
  await page.getByRole("button", { name: "Next failure" }).click();
  await picture("run-replay");
  await page.getByRole("button", { name: "Show all" }).click();
}

export async function debuggedRun({ server, page }) {
  await page.goto(`${server.url}/debug`);
  await page.getByRole("button", { name: "Run the journey" }).click();
  await page.getByRole("link", { name: /^Open / }).waitFor();
  await page.getByRole("link", { name: /^Open / }).click();
  await page.waitForURL("**/runs/**");
  await page.getByRole("heading", { level: 1 }).waitFor();
}
