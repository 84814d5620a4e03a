// The list of cases and one case, as they are worked with: views, many rows at once, the report on paper.
import { strict as assert } from "node:assert";
import { shiftsOf } from "./shifts.mjs";

export async function cases({ step, page, server, shots }) {
  await step("what the list shows is saved as a view, and found again", async () => {
    await page.goto(`${server.url}/cases?sort=severity&owner=-`);
    await page.getByRole("button", { name: "Views" }).click();
    await page.getByLabel("Name of the view").fill("Nobody’s, worst first");
    await page.getByLabel("Share with everybody here").check();
    await page.getByRole("button", { name: "Save view" }).click();
    await page.getByRole("button", { name: /Nobody’s, worst first shared/ }).waitFor();
    if (shots) await page.screenshot({ path: `${shots}/views.png` });
    await page.goto(`${server.url}/cases`);
    await page.getByRole("button", { name: "Views" }).click();
    await page.getByRole("button", { name: /Nobody’s, worst first shared/ }).click();
    await page.waitForURL(/sort=severity/);
    const { items } = await server.ask("GET", "/api/v1/case-views");
    assert.deepEqual(items[0].wanted, { assigned_to: "-", active: true, sort: "severity" });
  });

  await step("what somebody says on a case stands on it as it was written", async () => {
    const said = "Seen since the deploy.\n<b>Not</b> the disk.";
    await page.goto(`${server.url}/cases/INC-1?tab=activity`);
    const box = page.getByRole("textbox", { name: "Comment" });
    const add = page.getByRole("button", { name: "Add comment" });
    assert.ok(await add.isDisabled());
    await box.fill(said);
    await add.click();
    const row = page.getByRole("table", { name: "What was done" }).getByRole("row").filter({ hasText: "Seen since" });
    await row.waitFor();
    assert.equal(await row.locator("p").textContent(), said);
    assert.equal(await box.inputValue(), "");
    if (shots) await page.screenshot({ path: `${shots}/comment.png` });
    const { items } = await server.ask("GET", "/api/v1/cases/INC-1/timeline?events=false");
    assert.equal(items.at(-1).text, said);
  });

  await step("a row says how the case went, asked for together, and the list narrows by source and team", async () => {
    const catalog = [
      "apiVersion: backstage.io/v1alpha1",
      "kind: Component",
      "metadata: {name: checkout}",
      "spec: {type: service, owner: team-buy}",
    ].join("\n");
    await server.ask("POST", "/api/v1/ingest/backstage", catalog);
    const asked = [];
    const note = (request) => request.url().includes("/api/v1/case-pulses") && asked.push(request.url());
    page.on("request", note);
    await page.goto(`${server.url}/cases`);
    const rows = page.locator("[data-row]");
    await rows
      .first()
      .getByRole("img", { name: /^\d+ events?\b/ })
      .waitFor();
    const shown = await rows.count();
    assert.equal(await rows.locator("svg[role=img]").count(), shown);
    page.off("request", note);
    assert.equal(asked.length, 1, "one request for all the rows on the screen");
    const { sum, told } = await shiftsOf(page);
    assert.ok(sum < 0.01, `layout shift ${sum.toFixed(4)}\n  ${told.join("\n  ")}`);
    await page
      .getByRole("group", { name: "Team" })
      .getByRole("button", { name: /^team-buy/ })
      .click();
    await page.waitForURL(/team=/);
    await page.getByText("HighLatency on checkout").waitFor();
    await page.getByText("DiskFull on warehouse").waitFor({ state: "detached" });
    await page
      .getByRole("group", { name: "Source" })
      .getByRole("button", { name: /^alertmanager/ })
      .click();
    await page.waitForURL(/source=/);
    await page.getByText("HighLatency on checkout").waitFor();
    return `${shown} rows, layout shift ${sum.toFixed(4)}`;
  });

  await step("selected rows are changed together, and what is refused says why", async () => {
    await page.goto(`${server.url}/cases`);
    const boxes = page.getByRole("checkbox", { name: /^Select / });
    await boxes.nth(0).click();
    await boxes.nth(2).click({ modifiers: ["Shift"] });
    await page.getByText("3 selected").waitFor();
    if (shots) await page.screenshot({ path: `${shots}/selected.png` });
    const numbers = await Promise.all([0, 1, 2].map((at) => boxes.nth(at).getAttribute("aria-label")));
    const second = numbers[1].replace("Select ", "");
    await server.ask("POST", `/api/v1/cases/${second}/move`, { to: "closed" });
    await page.getByRole("button", { name: "Acknowledge" }).click();
    await page.getByText("2 acknowledged").waitFor();
    await page.getByText("1 case was refused").click();
    await page.getByText(`${second} is closed and does not change any more`).waitFor();
    for (const at of [0, 2]) {
      const item = await server.ask("GET", `/api/v1/cases/${numbers[at].replace("Select ", "")}`);
      assert.equal(item.acknowledged_by, "local");
    }
  });

  await step("rows are selected from the keyboard", async () => {
    await page.goto(`${server.url}/cases`);
    await page.locator("[data-row='0']").focus();
    for (const key of ["x", "j", "j", "Shift+X"]) {
      await page.keyboard.press(key);
      await page.waitForTimeout(60); // the focus follows in the next frame
    }
    await page.getByText("3 selected").waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("3 selected").waitFor({ state: "detached" });
  });

  await step("the report goes on paper without what stands around it", async () => {
    await page.goto(`${server.url}/cases/INC-1/print`);
    await page.getByRole("heading", { name: "Evidence" }).waitFor();
    await page.getByText("in the audit log as").waitFor();
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator("nav:visible").count(), 0);
    const pdf = await page.pdf({ preferCSSPageSize: true, ...(shots && { path: `${shots}/report.pdf` }) });
    await page.emulateMedia({ media: "screen" });
    const sheets = pdf.toString("latin1").match(/\/Type\s*\/Page\b/gu)?.length ?? 0;
    assert.ok(sheets >= 1);
    return `${sheets} pages`;
  });
}
