// People, from the first administrator's invitation to a second tenant: every state of their pages, clean.
import { strict as assert } from "node:assert";
import { faults } from "./pages.mjs";

const GOOD = "seven wet owls at noon";
const SETTLED_MS = 500;

export async function people({ browser, start, shots, watched }) {
  const server = await start({ login: true });
  const found = [];
  let looked = 0;
  try {
    const admin = { Authorization: `Bearer ${server.secret}` };
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
    const page = watched(await context.newPage());
    page.setDefaultTimeout(120_000);
    page.removeAllListeners("console"); // what the server refuses is written there by the browser itself

    const look = async (name) => {
      const themed = (theme) => page.evaluate((name) => (document.documentElement.dataset.theme = name), theme);
      for (const [colorScheme, width] of [
        ["light", 1440],
        ["dark", 390],
      ]) {
        await themed(colorScheme);
        await page.setViewportSize({ width, height: 900 });
        await page.waitForTimeout(SETTLED_MS);
        found.push(...(await faults(page)).map((fault) => `${name} ${colorScheme} ${width}: ${fault}`));
        if (shots) await page.screenshot({ path: `${shots}/people-${name}-${width}.png`, fullPage: true });
        looked += 1;
      }
      await themed("light");
      await page.setViewportSize({ width: 1440, height: 900 });
    };
    const invite = (email, role, login) =>
      server.ask("POST", "/api/v1/invitations", { email, role }, login).then((made) => new URL(made.link));

    const first = await invite("ana@example.com", "admin", admin);
    await page.goto(`${server.url}/invitation${first.hash}`);
    await page.getByLabel("Your name").fill("Ana <b>Smith</b>");
    await page.getByLabel("Choose a password").fill("short");
    await page.getByRole("button", { name: "Join" }).click();
    await page.getByRole("alert").waitFor();
    await look("invitation");
    await page.getByLabel("Choose a password").fill(GOOD);
    await page.getByRole("button", { name: "Join" }).click();
    await page.waitForURL("**/cases");
    assert.equal(await page.evaluate(() => document.cookie), "");

    await page.goto(`${server.url}/settings`);
    await page.getByRole("heading", { name: "Where you are signed in" }).waitFor();
    await page.getByLabel("E-mail of whom to invite").fill("bo@example.com");
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    await page.getByRole("region", { name: "The link" }).waitFor();
    await page.getByRole("heading", { name: "Open invitations" }).waitFor();
    await look("settings");
    const link = new URL((await page.getByRole("region", { name: "The link" }).innerText()).trim());
    assert.equal(await page.locator("#root b").filter({ hasText: "Smith" }).count(), 0);

    const other = watched(await (await browser.newContext()).newPage());
    other.setDefaultTimeout(120_000);
    await other.goto(`${server.url}/invitation${link.hash}`);
    await other.getByLabel("Your name").fill("Bo");
    await other.getByLabel("Choose a password").fill(GOOD);
    await other.getByRole("button", { name: "Join" }).click();
    await other.waitForURL("**/cases");

    await page.getByLabel("Role of Bo").selectOption("approver");
    await page.getByRole("button", { name: "Shut out Bo" }).click();
    await page.getByText("Shut out", { exact: true }).first().waitFor();
    await page.getByRole("button", { name: "Let in Bo" }).click();
    await page.getByRole("button", { name: "Remove… Bo" }).click();
    await page.getByRole("button", { name: "Remove Bo", exact: true }).click();
    await page.getByLabel("Role of Bo").waitFor({ state: "detached" });

    const made = await server.ask("POST", "/api/v1/tenants", { tenant_id: "acme", name: "Acme" }, admin);
    const there = await invite("ana@example.com", "viewer", { Authorization: `Bearer ${made.token.secret}` });
    await page.goto(`${server.url}/invitation${there.hash}`);
    await page.getByRole("button", { name: "Join" }).click();
    await page.waitForURL("**/cases");
    await page.locator("strong").filter({ hasText: "acme" }).first().waitFor();
    await page.goto(`${server.url}/settings`);
    await page.getByRole("button", { name: "change tenant" }).click();
    await page.getByRole("menuitemradio", { name: /Default/ }).waitFor();
    await page.waitForTimeout(SETTLED_MS);
    if (shots) await page.screenshot({ path: `${shots}/people-tenants.png` });
    await page.getByRole("menuitemradio", { name: /Default/ }).click();
    await page.waitForURL("**/cases");
    await page.goto(`${server.url}/settings`);
    await page.getByRole("heading", { name: "Members" }).waitFor();
    await look("tenants");

    await page.getByRole("button", { name: "Log out" }).click();
    await page.waitForURL("**/login**");
    await page.getByLabel("E-mail").fill("ana@example.com");
    await page.getByLabel("Password").fill("wrong, and long enough");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByText("Use a token").click();
    await look("login");
    await page.getByLabel("Password").fill(GOOD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL((url) => url.pathname !== "/login");

    const person = (await server.ask("GET", "/api/v1/people", undefined, admin)).items[0];
    const again = await server.ask("POST", `/api/v1/people/${person.person_id}/reset`, undefined, admin);
    for (const path of ["/invitation#nothing", "/reset#nothing", "/login?refused=not_invited"]) {
      await page.goto("about:blank");
      await page.goto(server.url + path);
      await page.getByRole("alert").waitFor();
      await look(path.slice(1).replaceAll(/[^a-z]+/g, "-"));
    }
    await page.goto(`${server.url}/reset${new URL(again.link).hash}`);
    await page.getByLabel("New password").fill("eight dry owls at dusk");
    await look("reset");
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("every session is ended").waitFor();
  } finally {
    await server.stop();
  }
  assert.equal(found.length, 0, `\n  ${found.join("\n  ")}`);
  return `${looked} states, 0 violations`;
}
