// What people decide: calls that are edited, agreed to by two, refused, too late; and tools that are tried.
import { strict as assert } from "node:assert";

const URL_OF = "https://deploys.example";
const RULES = `
name: e2e-rules
version: "1"
requires: [sre]
policies:
  rules:
    - id: two
      tools: [http.request]
      when: 'action.arguments.url.endsWith("/two")'
      effect: hold
      message: two people for this one
      approval: {people: 2}
    - id: soon
      tools: [http.request]
      when: 'action.arguments.url.endsWith("/soon")'
      effect: hold
      message: it has to be decided at once
      approval: {due: 2s, expires: 4s}
`;

async function token(server, name, role, kind = "human") {
  const made = await server.ask("POST", "/api/v1/tokens", { name, role, kind });
  return { Authorization: `Bearer ${made.secret}` };
}

/** The approval of a call that somebody asks for. */
async function held(server, as, path, body = {}) {
  const wanted = { method: "POST", url: URL_OF + path, body };
  const made = await server.ask(
    "POST",
    "/api/v1/actions",
    { tool: "http.request", arguments: wanted, reason: `Send ${path}` },
    as,
  );
  for (;;) {
    const found = await server.ask("GET", `/api/v1/actions/${made.action_id}`);
    if (found.approval_id) return server.ask("GET", `/api/v1/approvals/${found.approval_id}`);
    if (found.state === "denied") throw new Error(`denied: ${JSON.stringify(found.decision)}`);
  }
}

export async function editedCall({ server, page, picture }) {
  const bot = await token(server, "scaler", "sre_operator", "service");
  const card = await held(server, bot, "/scale", { service: "orders", replicas: 9 });
  await page.goto(`${server.url}/approvals/${card.approval_id}`);
  await page.getByRole("button", { name: "Ask for changes" }).click();
  await page.getByLabel("What would have to change?").fill("Six are enough");
  await page.getByRole("button", { name: "Ask for this" }).click();
  await page.getByText("Six are enough").first().waitFor();
  await page.getByRole("button", { name: "Edit arguments" }).click();
  const url = page.getByRole("textbox", { name: /^url/ });
  await url.fill("");
  await page.getByLabel("Why?").fill("as asked");
  await page.getByRole("button", { name: "Ask for this instead" }).click();
  await page.getByText("url is missing").waitFor();
  await url.fill(`${URL_OF}/scale`);
  await page.getByRole("textbox", { name: /^body/ }).fill('{"service": "orders", "replicas": 6}');
  await picture("approval-edit");
  await page.getByRole("button", { name: "Ask for this instead" }).click();
  await page.waitForURL((at) => at.pathname.startsWith("/approvals/") && !at.pathname.endsWith(card.approval_id));
  await page.getByText("These arguments were edited").waitFor();
  await page.locator("del", { hasText: "9" }).first().waitFor();
  await page.getByText("You cannot vote on this").waitFor();
  assert.equal(await page.getByRole("button", { name: "Approve this call" }).count(), 0);
  await picture("approval-edited");
  const next = await server.ask("GET", `/api/v1/approvals/${page.url().split("/").pop()}`);
  assert.notEqual(next.digest, card.digest);
  await page.goto(`${server.url}/approvals/${card.approval_id}`);
  await page.getByRole("link", { name: "See what is asked now" }).waitFor();
  await picture("approval-void");
  assert.equal((await server.ask("GET", `/api/v1/approvals/${card.approval_id}`)).state, "void");
}

export async function severalPeople({ server, page, picture }) {
  await server.ask("POST", "/api/v1/packs", RULES);
  await server.ask("POST", "/api/v1/packs/e2e-rules/activate?version=1");
  const bot = await token(server, "releaser", "sre_operator", "service");
  const [ana, ben] = [await token(server, "ana", "approver"), await token(server, "ben", "admin")];
  const card = await held(server, bot, "/two");
  await page.goto(`${server.url}/approvals/${card.approval_id}`);
  await page.getByText("0 of 2 people have agreed").waitFor();
  await page.getByText("You cannot vote on this").waitFor();
  const vote = (verb, comment, as) =>
    server.ask("POST", `/api/v1/approvals/${card.approval_id}/${verb}`, { digest: card.digest, comment }, as);
  await vote("approve", "looks right", ana);
  await page.getByText("1 of 2 people have agreed").waitFor();
  await picture("approval-half");
  await vote("deny", "not before the release", ben);
  await page.getByText("Rejected", { exact: true }).first().waitFor();
  await page.getByText("not before the release").first().waitFor();
  assert.equal((await server.ask("GET", `/api/v1/actions/${card.action_id}`)).attempts, 0);
}

export async function tooLate({ server, page, picture }) {
  const bot = await token(server, "latecomer", "sre_operator", "service");
  const card = await held(server, bot, "/soon");
  await page.goto(`${server.url}/approvals/${card.approval_id}`);
  await page.getByText("Expired", { exact: true }).first().waitFor();
  assert.equal(await page.getByRole("button", { name: "Approve this call" }).count(), 0);
  await picture("approval-expired");
}

const OWN = {
  description: "Looks a customer up.",
  url: "https://crm.example/customers/{number}",
  effect: "idempotent",
  risk: "low",
  targets: ["customer:{number}"],
  arguments: { type: "object", required: ["number"], properties: { number: { type: "string", maxLength: 9 } } },
};

export async function triedTools({ server, page, picture }) {
  await page.goto(`${server.url}/tools`);
  await page.getByRole("button", { name: "http.request" }).click();
  await page.waitForURL(/tool=http\.request/);
  await page.getByRole("button", { name: "Dry run" }).click();
  await page.getByText("url is missing").waitFor();
  await page.getByRole("combobox", { name: /^method/ }).selectOption("POST");
  await page.getByRole("textbox", { name: /^url/ }).fill(`${URL_OF}/restart`);
  await page.getByRole("button", { name: "Dry run" }).click();
  await page.getByText("It would wait for 1 person").waitFor();
  await page.getByText("would send POST").first().waitFor();
  await picture("tool-tried");
  await page.getByLabel("Why should it be done?").fill("tried from the page");
  await page.getByRole("button", { name: "Ask for it" }).click();
  await page.getByText("It waits for people").waitFor();
  await page.getByRole("link", { name: "See what waits for approval" }).waitFor();
  await page.getByRole("button", { name: "Disable" }).click();
  await page.getByText("Disabled", { exact: true }).first().waitFor();
  await page.getByRole("button", { name: "Dry run" }).click();
  await page.getByText("It would not be done").waitFor();
  await page.getByRole("button", { name: "Enable" }).click();
  await page.getByRole("button", { name: "Disable" }).waitFor();

  await page.goto(`${server.url}/tools?tool=documents.search`);
  await page.getByRole("textbox", { name: /^as_of/ }).fill("1");
  await page.getByRole("textbox", { name: /^words/ }).fill("quota");
  await page.getByRole("button", { name: "Read", exact: true }).click();
  await page.getByText("It was read.").waitFor();

  await server.ask("PUT", "/api/v1/tools/crm.look", OWN);
  await server.ask("PUT", "/api/v1/tools/crm.look/enablement", { enabled: true });
  await server.ask("PUT", "/api/v1/tools/crm.look", { ...OWN, description: "Looks a customer up, and tells others." });
  await page.goto(`${server.url}/tools?tool=crm.look`);
  await page.getByText("Quarantined", { exact: true }).first().waitFor();
  await picture("tool-quarantined");
  await page.getByRole("button", { name: "Approve what it is now" }).click();
  await page.getByText("Enabled", { exact: true }).first().waitFor();
}
