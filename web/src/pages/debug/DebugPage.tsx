/** DebugPage: send a run and watch what becomes of it: every request, every answer, and the stream as it comes. */
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactElement, useEffect, useRef, useState } from "react";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { PageHead } from "../../components/PageHead";
import { Segmented } from "../../components/Segmented";
import { visible } from "../../lib/format";
import styles from "./Debug.module.css";
import { Inspector } from "./Inspector";
import { type Exchange, type StepName, travel, wrongWith } from "./journey";
import { Journey } from "./JourneySteps";
import { PRESETS, type PresetName, presetText } from "./presets";

type Exchanges = Partial<Record<StepName, Exchange>>;

export function DebugPage(): ReactElement {
  const queries = useQueryClient();
  const [payload, setPayload] = useState(presetText("sufficient"));
  const [secret, setSecret] = useState("");
  const [exchanges, setExchanges] = useState<Exchanges>({});
  const [lines, setLines] = useState<string[]>([]);
  const [open, setOpen] = useState<StepName>("health");
  const [runId, setRunId] = useState("");
  const [travels, setTravels] = useState<AbortController | null>(null);
  const wrong = wrongWith(payload);
  useEffect(() => () => travels?.abort(), [travels]);

  const start = async () => {
    const stop = new AbortController();
    setTravels(stop);
    setExchanges({});
    setLines([]);
    setRunId("");
    const telling = {
      changed: (one: Exchange) => {
        if (stop.signal.aborted) return;
        setExchanges((before) => ({ ...before, [one.step]: one }));
        setOpen(one.step);
      },
      said: (line: string) => setLines((before) => [...before, line]),
    };
    setRunId(await travel(payload, secret, telling, stop.signal));
    setTravels(null);
    void queries.invalidateQueries({
      predicate: ({ queryKey: [name] }) => ["runs", "fleet", "run"].includes(String(name)),
    });
  };
  return (
    <>
      <PageHead title="Debug" about="Send a run of an agent and follow it from the first request to its report.">
        {runId && (
          <Link to="/runs/$id" params={{ id: runId }} className={styles.link ?? ""}>
            Open {visible(runId)}
          </Link>
        )}
        {travels ? (
          <Button kind="danger" onClick={() => travels.abort()}>
            Stop
          </Button>
        ) : (
          <Button kind="primary" disabled={wrong !== ""} onClick={() => void start()}>
            Run the journey
          </Button>
        )}
      </PageHead>
      <div className={styles.columns}>
        <div className={styles.column}>
          <Payload value={payload} onChange={setPayload} wrong={wrong} secret={secret} onSecret={setSecret} />
        </div>
        <div className={styles.column}>
          <Card title="Journey">
            <Journey exchanges={exchanges} open={open} onOpen={setOpen} travels={travels !== null} />
          </Card>
          <Terminal lines={lines} />
          <Inspector step={open} exchange={exchanges[open]} />
        </div>
      </div>
    </>
  );
}

interface PayloadProps {
  value: string;
  onChange: (value: string) => void;
  wrong: string;
  secret: string;
  onSecret: (value: string) => void;
}

function Payload({ value, onChange, wrong, secret, onSecret }: PayloadProps): ReactElement {
  const preset = PRESETS.find(([name]) => presetText(name) === value)?.[0];
  return (
    <Card
      title="Payload"
      aside={
        <Segmented<PresetName | "own">
          label="Example"
          value={preset ?? "own"}
          options={PRESETS.map(([name, title]) => [name, title] as const)}
          onChange={(name) => name !== "own" && onChange(presetText(name))}
        />
      }
    >
      <textarea
        className={styles.payload}
        aria-label="Run as JSON"
        aria-invalid={wrong !== ""}
        aria-describedby="payload-wrong"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id="payload-wrong" className={styles.wrong} role="status">
        {visible(wrong)}
      </p>
      <label className={styles.secret}>
        Ingest secret, where one is configured
        <input type="password" autoComplete="off" value={secret} onChange={(event) => onSecret(event.target.value)} />
      </label>
    </Card>
  );
}

function Terminal({ lines }: { lines: string[] }): ReactElement {
  const end = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (end.current) end.current.scrollTop = end.current.scrollHeight;
  }, [lines]);
  return (
    <Card title="Terminal" aside={lines.length > 0 ? `${lines.length} lines` : undefined}>
      <pre ref={end} className={styles.terminal} tabIndex={0} role="log" aria-label="What happens">
        {lines.length === 0 ? "Nothing was sent yet." : lines.map((line) => visible(line)).join("\n")}
      </pre>
    </Card>
  );
}
