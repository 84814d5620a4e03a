// Every page in both themes at both widths: no sideways scroll, nothing against the accessibility rules.
import { strict as assert } from "node:assert";
import axe from "axe-core";
import { RUNS } from "./runs.mjs";

const SETTLED_MS = 700;

export async function everyPage({ browser, server, shots, watched }) {
  const run = (await server.ask("GET", "/api/v1/playbook-runs")).items[0];
  const approval = (await server.ask("GET", "/api/v1/approvals?state=")).items[0];
  for (const one of RUNS) await server.ask("POST", "/agent-runs", one);
  const paths = [
    "/cases",
    "/cases?sort=severity&all=true",
    "/cases/INC-1/print",
    "/cases/INC-1",
    "/cases/INC-1?ev=1",
    "/cases/INC-1?tab=events",
    "/cases/INC-1?tab=activity",
    "/cases/INC-2",
    "/approvals",
    "/approvals?state=decided",
    "/approvals?state=unreviewed",
    `/approvals/${approval?.approval_id}`,
    "/playbooks",
    "/playbooks/restore%20the%20former%20pool%20size",
    "/playbooks/restore%20the%20former%20pool%20size?tab=yaml",
    "/playbooks/restore%20the%20former%20pool%20size?tab=versions",
    "/playbooks/restore%20the%20former%20pool%20size?tab=cases",
    "/playbooks/roll%20back%20a%20bad%20release?tab=yaml",
    "/playbooks/none",
    "/settings/packs/repairs",
    "/settings/packs/agentops",
    `/playbook-runs/${run?.playbook_run_id}`,
    "/tools",
    "/tools?tool=http.request",
    "/tools?tool=documents.search",
    "/executions",
    "/topology",
    "/audit",
    "/budgets",
    "/system",
    "/settings",
    "/welcome",
    "/login",
    "/login?refused=not_invited",
    "/invitation#nothing",
    "/reset#nothing",
    "/runs",
    "/runs?status=running",
    "/runs/fleet",
    "/runs/fleet?hours=24&agent=nobody",
    "/runs/e2e-failed",
    "/runs/e2e-quiet",
    "/runs/compare",
    "/runs/compare?before=e2e-quiet&after=e2e-failed",
    "/debug",
    "/explore",
    "/explore?entity=service:nobody",
    "/runs/none",
    "/cases/INC-999",
  ];
  // Two at a time: much of it is waiting.
  const looks = ["light", "dark"].map(async (colorScheme) => [
    ...(await looked({ browser, server, shots, watched, paths, colorScheme, width: 1440 })),
    ...(await looked({ browser, server, shots, watched, paths, colorScheme, width: 390 })),
  ]);
  const found = (await Promise.all(looks)).flat();
  assert.equal(found.length, 0, `\n  ${found.join("\n  ")}`);
  return `${paths.length * 4} pages, 0 violations`;
}

async function looked({ browser, server, shots, watched, paths, colorScheme, width }) {
  const found = [];
  const viewport = { width, height: width < 800 ? 844 : 900 };
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  watched(page);
  page.setDefaultTimeout(120_000);
  for (const path of paths) {
    // What the server refuses is written into the console by the browser itself.
    const isKnown = path.endsWith("INC-999") || path.endsWith("/none") || path.endsWith("#nothing");
    if (isKnown) page.removeAllListeners("console");
    await page.goto(server.url + path);
    await page.locator("h1:not(.sr)").first().waitFor();
    await page.waitForTimeout(SETTLED_MS);
    found.push(...(await faults(page)).map((fault) => `${path} ${colorScheme} ${width}: ${fault}`));
    if (shots) {
      const name = path.replaceAll(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "");
      await page.screenshot({ path: `${shots}/${name}-${colorScheme}-${width}.png`, fullPage: true });
    }
  }
  await context.close();
  return found;
}

export async function faults(page) {
  const { wide, room } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    room: window.innerWidth,
  }));
  await page.evaluate(axe.source);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return [
    ...(wide > room ? [`scrolls sideways (${wide} > ${room})`] : []),
    ...result.violations.map(
      (one) =>
        `${one.id} ${one.nodes.length}x ${one.nodes[0].target} ${one.nodes[0].failureSummary?.split("\n")[1] ?? ""}`,
    ),
  ];
}
