/** Curl: a request as a command that can be pasted into a shell. */

export interface Request {
  method: "GET" | "POST";
  path: string;
  body: string | null;
  headers: Record<string, string>;
}

/** Everything outside stands in single quotes; a stream is followed without buffering. */
export function curl(base: string, request: Request): string {
  const isStream = request.path.endsWith("/stream");
  const parts = ["curl", isStream ? "-N" : "-sS"];
  if (request.method === "POST") parts.push("-X POST");
  parts.push(quoted(base + request.path));
  for (const [name, value] of Object.entries(request.headers)) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (request.body !== null) parts.push(`--data-binary ${quoted(request.body)}`);
  return parts.join(" ");
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
