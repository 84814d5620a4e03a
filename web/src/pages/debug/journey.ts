/** Journey: a run from being sent to its report, one request after the other, each kept as it was sent and answered. */
import type { Progress } from "../../api/runs";
import { followRca, isOver } from "../runs/followRca";
import type { Request } from "./curl";

export const STEPS = [
  ["health", "Health"],
  ["ingest", "Send the run"],
  ["create", "Ask why it failed"],
  ["poll", "How far is it"],
  ["stream", "Follow it"],
  ["report", "Read the report"],
] as const;
export type StepName = (typeof STEPS)[number][0];

export interface Exchange {
  step: StepName;
  request: Request;
  status: number | null;
  ms: number | null;
  headers: Record<string, string>;
  answer: string;
  problem: string;
}
export interface Telling {
  changed: (exchange: Exchange) => void;
  said: (line: string) => void;
}

const STREAM_MS = 120_000;
const SHOWN_HEADERS = ["content-type", "x-request-id", "retry-after"];

/** Raises nothing: what fails is told, and ends the journey. Returns the id of the run, '' where it did not come so far. */
export async function travel(payload: string, secret: string, telling: Telling, signal: AbortSignal): Promise<string> {
  const headers: Record<string, string> = { "Content-Type": "application/json" };
  if (secret) headers["X-Ingest-Secret"] = secret;
  const go = (step: StepName, request: Request) => exchange(step, request, telling, signal);
  const get = (path: string): Request => ({ method: "GET", path, body: null, headers: {} });

  if (!(await go("health", get("/health")))) return "";
  const sent = await go("ingest", { method: "POST", path: "/agent-runs", body: payload, headers });
  const runId = field(sent, "run_id");
  if (!runId) return "";
  const path = `/agent-runs/${encodeURIComponent(runId)}/rca-runs`;
  const id = field(await go("create", { method: "POST", path, body: null, headers: {} }), "rca_run_id");
  if (!id) return runId;
  const status = `/agent-runs/rca-runs/${encodeURIComponent(id)}`;
  if (!(await go("poll", get(status)))) return runId;
  if (!(await follow(id, telling, signal))) return runId;
  await go("report", get(status));
  return runId;
}

/** One request; the answer as JSON, or null where it was refused. */
async function exchange(step: StepName, request: Request, telling: Telling, signal: AbortSignal): Promise<unknown> {
  const made = begun(step, request);
  telling.changed(made);
  telling.said(`→ ${request.method} ${request.path}`);
  const started = performance.now();
  try {
    const { method, headers, body } = request;
    const response = await fetch(request.path, { method, headers, body, signal, credentials: "same-origin" });
    const text = await response.text();
    const ms = performance.now() - started;
    telling.said(`← ${response.status} in ${Math.round(ms)} ms`);
    telling.changed({ ...made, status: response.status, ms, headers: shownHeaders(response), answer: pretty(text) });
    return response.ok ? parsed(text) : null;
  } catch (error) {
    const problem = signal.aborted ? "stopped" : error instanceof Error ? error.message : "no answer";
    telling.said(`✕ ${problem}`);
    telling.changed({ ...made, ms: performance.now() - started, problem });
    return null;
  }
}

function follow(id: string, telling: Telling, signal: AbortSignal): Promise<boolean> {
  const path = `/rca-runs/${encodeURIComponent(id)}/stream`;
  let made = begun("stream", { method: "GET", path, body: null, headers: { Accept: "text/event-stream" } });
  telling.changed(made);
  telling.said(`→ GET ${path}`);
  const started = performance.now();
  return new Promise((resolve) => {
    const end = (went: boolean, problem: string) => {
      stop();
      window.clearTimeout(timer);
      made = { ...made, ms: performance.now() - started, status: went ? 200 : null, problem };
      telling.changed(made);
      telling.said(problem ? `✕ ${problem}` : "← the stream is over");
      resolve(went);
    };
    const said = (progress: Progress, text: string) => {
      telling.said(`data: ${text}`);
      made = { ...made, answer: `${made.answer}data: ${text}\n\n`, headers: { "content-type": "text/event-stream" } };
      telling.changed(made);
      if (isOver(progress.status)) end(progress.status === "done", progress.status === "done" ? "" : progress.message);
    };
    const stop = followRca(id, { said, broke: () => telling.said("… the connection broke, trying again") });
    const timer = window.setTimeout(() => end(false, "nothing came to an end within two minutes"), STREAM_MS);
    signal.addEventListener("abort", () => end(false, "stopped"), { once: true });
  });
}

const begun = (step: StepName, request: Request): Exchange => ({
  step,
  request,
  status: null,
  ms: null,
  headers: {},
  answer: "",
  problem: "",
});

const shownHeaders = (response: Response): Record<string, string> =>
  Object.fromEntries(
    SHOWN_HEADERS.flatMap((name) => (response.headers.has(name) ? [[name, response.headers.get(name) ?? ""]] : [])),
  );

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function pretty(text: string): string {
  const value = parsed(text);
  return value === null ? text : JSON.stringify(value, null, 2);
}

function field(answer: unknown, name: string): string {
  const value = typeof answer === "object" && answer !== null ? (answer as Record<string, unknown>)[name] : undefined;
  return typeof value === "string" ? value : "";
}

/** What is wrong with the payload before it is sent; '' where nothing is. */
export function wrongWith(payload: string): string {
  try {
    const value: unknown = JSON.parse(payload);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? "" : "One run is a JSON object.";
  } catch (error) {
    return error instanceof Error ? `No JSON: ${error.message}` : "No JSON";
  }
}
