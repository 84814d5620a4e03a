/** WelcomePage: first steps: load a recorded incident in one click, or connect a source. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, read } from "../../api/client";
import { recorded } from "../../api/queries";
import type { Case, CasePage } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Failed, Skeleton } from "../../components/Feedback";
import { Json } from "../../components/Json";
import { PageHead } from "../../components/PageHead";
import { Time } from "../../components/Time";
import { visible } from "../../lib/format";
import styles from "./WelcomePage.module.css";

export function WelcomePage(): ReactElement {
  return (
    <>
      <PageHead
        title="Welcome to Rootward"
        about="It reads alerts, events, metrics, logs and traces, groups what belongs together, and says what caused it, with the evidence."
      />
      <div className={styles.columns}>
        <Recorded />
        <Connect />
      </div>
    </>
  );
}

const TRIES = 40;
const PAUSE_MS = 250;

/** The case that the alerts of the recording open, a moment after everything was read; none for ordinary minutes. */
async function newestCase(): Promise<Case | undefined> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const newest = await read<CasePage>(api.GET("/api/v1/cases", { params: { query: { limit: 1 } } }));
    if (newest.items[0]) return newest.items[0];
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
  return undefined;
}

function Recorded(): ReactElement {
  const found = useQuery(recorded);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const load = useMutation({
    mutationFn: (name: string) =>
      read(api.POST("/api/v1/recorded-incidents/{name}/load", { params: { path: { name } } })),
    onSuccess: async () => {
      const item = await newestCase();
      await queries.invalidateQueries();
      await (item ? navigate({ to: "/cases/$ref", params: { ref: item.number } }) : navigate({ to: "/cases" }));
    },
  });
  return (
    <Card title="Look at a recorded incident">
      <p className={styles.about}>
        Recorded from a real small system that was broken on purpose. It is read here as it was received, and
        investigated while you watch. Nothing leaves this machine.
      </p>
      {found.error ? (
        <Failed error={found.error} what="list of recorded incidents" retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton height={300} />
      ) : (
        <ul className={styles.list}>
          {found.data.items.map((item) => (
            <li key={item.name}>
              <span>
                <strong>{visible(item.title)}</strong>
                <span>
                  {item.name}, <Time at={item.start} day />
                </span>
              </span>
              <Button
                kind={item.name === found.data.items[0]?.name ? "primary" : "secondary"}
                disabled={load.isPending}
                onClick={() => load.mutate(item.name)}
              >
                {load.isPending && load.variables === item.name ? "Loading…" : "Load"}
                <span className="sr"> {item.name}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {load.isPending && <p role="status">Reading everything that was recorded. This takes some ten seconds.</p>}
      {load.error && <p role="alert">{visible(load.error.message)}</p>}
    </Card>
  );
}

function Connect(): ReactElement {
  const here = location.origin;
  return (
    <Card title="Connect your own">
      <div className={styles.ways}>
        <section>
          <h3>Alerts from Alertmanager</h3>
          <Json
            value={`receivers:\n  - name: rootward\n    webhook_configs:\n      - url: ${here}/api/v1/ingest/alertmanager`}
            label="Alertmanager configuration"
          />
        </section>
        <section>
          <h3>Metrics, logs and traces over OTLP</h3>
          <Json
            value={`OTEL_EXPORTER_OTLP_ENDPOINT=${here}\nOTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf`}
            label="OTLP variables"
          />
        </section>
        <section>
          <h3>Files</h3>
          <Json value={`rootward ingest FILE --server ${here}`} label="Ingest command" />
        </section>
      </div>
    </Card>
  );
}
