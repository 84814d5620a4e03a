import { afterEach, expect, it, vi } from "vitest";
import { type Exchange, pretty, travel, wrongWith } from "./journey";

const ANSWERS: Record<string, [number, unknown]> = {
  "/health": [200, { status: "ok" }],
  "/agent-runs": [200, { run_id: "a b", status: "created" }],
  "/agent-runs/a%20b/rca-runs": [202, { rca_run_id: "inv_1" }],
  "/agent-runs/rca-runs/inv_1": [200, { status: "done" }],
};

class Stream {
  static opened: string[] = [];
  constructor(url: string) {
    Stream.opened.push(url);
  }
  addEventListener(kind: string, listener: (event: { data: string }) => void): void {
    if (kind !== "message") return;
    queueMicrotask(() => {
      for (const status of ["running", "done"]) {
        listener({ data: JSON.stringify({ status, step: status, pct: 5, message: status }) });
      }
    });
  }
  close(): void {
    // nothing is open
  }
}

async function journey(
  answers: typeof ANSWERS,
): Promise<{ seen: Map<string, Exchange>; lines: string[]; asked: string[] }> {
  const seen = new Map<string, Exchange>();
  const lines: string[] = [];
  const asked: string[] = [];
  vi.stubGlobal("EventSource", Stream);
  vi.stubGlobal("fetch", (path: string) => {
    asked.push(path);
    const [status, body] = answers[path] ?? [404, {}];
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  });
  const telling = { changed: (one: Exchange) => seen.set(one.step, one), said: (line: string) => lines.push(line) };
  await travel('{"run_id": "a b"}', "s3", telling, new AbortController().signal);
  return { seen, lines, asked };
}

afterEach(() => vi.unstubAllGlobals());

it("goes from health to the report and keeps every exchange", async () => {
  const { seen, lines } = await journey(ANSWERS);
  expect([...seen.keys()]).toEqual(["health", "ingest", "create", "poll", "stream", "report"]);
  expect([...seen.values()].map((one) => one.status)).toEqual([200, 200, 202, 200, 200, 200]);
  expect(seen.get("ingest")?.request.headers["X-Ingest-Secret"]).toBe("s3");
  expect(seen.get("create")?.request.headers).toEqual({});
  expect(lines.filter((line) => line.startsWith("data: "))).toHaveLength(2);
  expect(Stream.opened.at(-1)).toBe("/rca-runs/inv_1/stream");
});

it("ends where something is refused", async () => {
  const { seen, asked } = await journey({ ...ANSWERS, "/agent-runs": [422, { detail: "no run_id" }] });
  expect([...seen.keys()]).toEqual(["health", "ingest"]);
  expect(seen.get("ingest")?.answer).toContain("no run_id");
  expect(asked).toEqual(["/health", "/agent-runs"]);
});

it("says what is wrong with a payload before it is sent", () => {
  expect(wrongWith("{}")).toBe("");
  expect(wrongWith("[]")).toBe("One run is a JSON object.");
  expect(wrongWith("{")).toMatch(/^No JSON: /);
  expect([pretty('{"a":1}'), pretty("plain")]).toEqual(['{\n  "a": 1\n}', "plain"]);
});
