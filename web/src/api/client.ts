/** The client: typed by the server's own description; every refusal is a Problem with a sentence and a request id. */
import createClient from "openapi-fetch";
import type { paths } from "./schema";

export const api = createClient<paths, "application/json">({ baseUrl: "/", credentials: "same-origin" });

/** A refusal of the server (RFC 9457), or of the network. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly requestId: string,
    readonly field: string,
  ) {
    super(message);
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** What the call answered, as the server describes it; throws Problem. */
export async function read<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch {
    throw new Problem(0, "unreachable", "The server does not answer.", "", "");
  }
  if (answer.response.ok) return answer.data as T;
  throw problemOf(answer.response, answer.error);
}

function problemOf(response: Response, body: unknown): Problem {
  const facts: Record<string, unknown> = typeof body === "object" && body !== null ? { ...body } : {};
  const text = (name: string) => (typeof facts[name] === "string" ? facts[name] : "");
  const detail = text("detail") || text("title") || `The server answered ${response.status}.`;
  const code = (text("type").split("/").pop() ?? "") || "unknown";
  return new Problem(response.status, code, detail, response.headers.get("x-request-id") ?? "", text("field"));
}
