// Whoever has a case is called by name wherever that stands, and not by an id.
import { strict as assert } from "node:assert";
import { alert } from "./server.mjs";

export async function calledByName(page, server) {
  const as = { Authorization: `Bearer ${server.secret}` };
  await server.ask("POST", "/api/v1/ingest/alertmanager", alert("DiskFull", "archive"), as);
  await page.goto(`${server.url}/cases`);
  await page.getByText("DiskFull on archive").click();
  await page.getByRole("button", { name: "Acknowledge" }).click();
  await page.getByText("Acknowledged by ana").waitFor();
  await page.getByRole("button", { name: "Take it" }).click();
  await page.getByText("ana", { exact: true }).first().waitFor();
  await page.getByRole("button", { name: "Activity" }).click();
  const done = page.getByRole("table", { name: "What was done" });
  await done.getByText("Assigned to ana").waitFor();
  assert.doesNotMatch(await page.locator("main").innerText(), /prn_/);
  await page.goto(`${server.url}/cases`);
  await page.getByRole("link", { name: /DiskFull on archive.*ana/s }).waitFor();
  assert.doesNotMatch(await page.locator("main").innerText(), /prn_/);
}
