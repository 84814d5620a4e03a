// A playbook's page: its text, what changed in it, the cases it fits, and a dry run that does nothing.
import { strict as assert } from "node:assert";
import { CHANGED_PACK } from "./pack.mjs";
import { faults } from "./pages.mjs";

const PAGE = "/playbooks/restore%20the%20former%20pool%20size";

export async function readPlaybook({ server, page, picture }) {
  await server.ask("POST", "/api/v1/packs", CHANGED_PACK);
  await server.ask("POST", "/api/v1/packs/repairs/activate?version=2");
  await page.goto(server.url + PAGE);
  await page.getByText("It fits when the fault is like config.* and severity is high or critical.").waitFor();
  await page.getByText("Only when severity is critical or the report's change is known").waitFor();
  await page.getByRole("link", { name: "Read the YAML" }).click();
  await page.getByRole("region", { name: "YAML of restore the former pool size" }).waitFor();
  await page.getByLabel("Read another version").selectOption({ index: 1 });
  await page.waitForURL(/version=/);
  await page.getByText("Kept", { exact: true }).waitFor();
  await page.getByRole("button", { name: /^Versions/ }).click();
  await page.getByText("1 removed").waitFor();
  await page.getByRole("button", { name: "Swap" }).click();
  await page.waitForURL(/before=/);
  await page.getByText("1 line added").waitFor();
  await page.reload();
  await page.getByText("1 line added").waitFor();
  await picture("playbook-versions");
  await page.getByRole("button", { name: "Cases and runs" }).click();
  await page.getByRole("link", { name: "INC-1" }).waitFor();
  await picture("playbook-cases");
}

export async function tryPlaybook({ server, page, picture }) {
  const before = (await server.ask("GET", "/api/v1/actions?limit=200")).items.length;
  await page.goto(server.url + PAGE);
  await page.getByLabel("Case").fill("INC-1");
  await page.getByRole("button", { name: "Dry run" }).click();
  await page.getByText("It would wait for 1 person").waitFor();
  await page.getByText("Asks the gate").waitFor();
  await picture("playbook-dry-run");
  for (const theme of ["Dark", "Light"]) {
    await page.getByRole("button", { name: `${theme} theme` }).click();
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      assert.deepEqual(await faults(page), [], `dry run ${theme} ${width}`);
      await picture(`playbook-dry-run-${theme.toLowerCase()}-${width}`);
    }
  }
  assert.equal((await server.ask("GET", "/api/v1/actions?limit=200")).items.length, before);
}

export async function readPack({ server, page, picture }) {
  await page.goto(`${server.url}/settings`);
  await page.getByRole("link", { name: "repairs" }).first().click();
  await page.waitForURL("**/settings/packs/repairs");
  await page.getByText("playbooks.restore the former pool size").waitFor();
  await picture("pack");
}
