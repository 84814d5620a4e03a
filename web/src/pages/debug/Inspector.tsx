/** Inspector: one request and its answer, whole, and the command that repeats it. */
import { type ReactElement, useState } from "react";
import { Card } from "../../components/Card";
import { Copy } from "../../components/Copy";
import { Json } from "../../components/Json";
import { Segmented } from "../../components/Segmented";
import { visible } from "../../lib/format";
import { curl } from "./curl";
import styles from "./Debug.module.css";
import { type Exchange, pretty, type StepName, STEPS } from "./journey";

const PARTS = [
  ["answer", "Response"],
  ["request", "Request"],
  ["curl", "curl"],
] as const;
type Part = (typeof PARTS)[number][0];

export function Inspector({ step, exchange }: { step: StepName; exchange: Exchange | undefined }): ReactElement {
  const [part, setPart] = useState<Part>("answer");
  const title = STEPS.find(([name]) => name === step)?.[1] ?? step;
  return (
    <Card
      title={`Inspector: ${title}`}
      aside={<Segmented<Part> label="Part of the exchange" value={part} options={PARTS} onChange={setPart} />}
    >
      {!exchange ? (
        <p className={styles.none}>This request was not made yet.</p>
      ) : (
        <>
          <p className={styles.address}>
            <code>
              {exchange.request.method} {visible(exchange.request.path)}
            </code>
            {exchange.status !== null && <span>{exchange.status}</span>}
          </p>
          {part === "answer" && <Answer exchange={exchange} />}
          {part === "request" && (
            <>
              <Headers headers={hidden(exchange.request.headers)} />
              {exchange.request.body === null ? (
                <p className={styles.none}>No body.</p>
              ) : (
                <Json value={pretty(exchange.request.body)} label="Body of the request" />
              )}
            </>
          )}
          {part === "curl" && <Command exchange={exchange} />}
        </>
      )}
    </Card>
  );
}

function Answer({ exchange }: { exchange: Exchange }): ReactElement {
  if (exchange.problem && !exchange.answer) return <p role="alert">{visible(exchange.problem)}</p>;
  return (
    <>
      <Headers headers={exchange.headers} />
      {exchange.answer ? (
        <Json value={exchange.answer} label="Body of the response" />
      ) : (
        <p className={styles.none}>Waiting for the answer.</p>
      )}
    </>
  );
}

function Command({ exchange }: { exchange: Exchange }): ReactElement {
  const { body, headers, ...rest } = exchange.request;
  const text = curl(location.origin, {
    ...rest,
    headers: hidden(headers),
    body: body === null ? null : squeezed(body),
  });
  return (
    <>
      <Json value={text} label="Command" />
      <p className={styles.copy}>
        <Copy text={text} label="Copy command" />
      </p>
    </>
  );
}

function Headers({ headers }: { headers: Record<string, string> }): ReactElement | null {
  const lines = Object.entries(headers);
  if (lines.length === 0) return null;
  return (
    <ul className={styles.headers}>
      {lines.map(([name, value]) => (
        <li key={name}>
          <span>{name}</span> {visible(value)}
        </li>
      ))}
    </ul>
  );
}

/** A secret is shown nowhere and copied nowhere. */
const hidden = (headers: Record<string, string>): Record<string, string> =>
  "X-Ingest-Secret" in headers ? { ...headers, "X-Ingest-Secret": "<your ingest secret>" } : headers;

function squeezed(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body));
  } catch {
    return body;
  }
}
