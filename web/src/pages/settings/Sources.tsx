/** Sources: what sends something and how fresh it is, and the live ones that are asked, each of which can be tried. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, read } from "../../api/client";
import { me } from "../../api/queries";
import type { Page, SourceSeen } from "../../api/shapes";
import { Ago } from "../../components/Ago";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Empty, Failed, Skeleton } from "../../components/Feedback";
import { Pill } from "../../components/Pill";
import { Table } from "../../components/Table";
import { count, plural, visible } from "../../lib/format";
import { span } from "../../lib/time";
import styles from "./Settings.module.css";

interface Connection {
  name: string;
  kind: string;
  url: string;
}
interface Tried {
  answers: boolean;
  presence: string;
  detail: string;
}

export function Sources(): ReactElement {
  const found = useQuery({
    queryKey: ["sources"],
    queryFn: () => read<Page<SourceSeen> & { known: string[] }>(api.GET("/api/v1/sources")),
    refetchInterval: 10_000,
  });
  return (
    <Card title="Sources" aside={found.data ? plural(found.data.items.length, "source") : undefined}>
      {found.error ? (
        <Failed error={found.error} what="list of sources" retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton height={120} />
      ) : found.data.items.length === 0 ? (
        <Empty title="Nothing has been sent yet">It can read {found.data.known.map(visible).join(", ")}.</Empty>
      ) : (
        <Table
          label="Sources"
          rows={found.data.items}
          id={(item) => item.source}
          columns={[
            { head: "Source", cell: (item) => visible(item.source) },
            { head: "Items", cell: (item) => count(item.items), align: "right", width: "80px" },
            { head: "Last event", cell: (item) => <Ago at={item.last_seen} />, width: "110px" },
            { head: "Lag", cell: (item) => lagOf(item), width: "84px" },
            {
              head: "Health",
              cell: (item) => (item.silent_since ? <Pill tone="warn">Silent</Pill> : <Pill tone="ok">Heard</Pill>),
              width: "84px",
            },
          ]}
        />
      )}
      <Connections />
    </Card>
  );
}

/** How much later than it happened the last event came. */
function lagOf(item: SourceSeen): string {
  if (!item.last_ts) return "";
  return span(Math.max(0, Date.parse(item.last_seen) - Date.parse(item.last_ts)));
}

function Connections(): ReactElement | null {
  const may = useQuery(me).data?.permissions ?? [];
  const mayRead = may.includes("packs.read");
  const found = useQuery({
    queryKey: ["connections"],
    queryFn: () => read<Page<Connection>>(api.GET("/api/v1/connections")),
    enabled: mayRead,
  });
  if (!mayRead) return null;
  if (found.error) return <Failed error={found.error} what="list of connections" />;
  return (
    <section className={styles.part}>
      <h3>Live sources that are asked</h3>
      {found.data?.items.length === 0 && (
        <p className={styles.quiet}>
          None is connected. A pack names them, or <code>rootward sources add</code>.
        </p>
      )}
      <ul className={styles.rows}>
        {found.data?.items.map((item) => (
          <li key={item.name}>
            <One item={item} mayTry={may.includes("packs.manage")} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function One({ item, mayTry }: { item: Connection; mayTry: boolean }): ReactElement {
  const queries = useQueryClient();
  const trial = useMutation({
    mutationFn: () =>
      read<Tried>(api.POST("/api/v1/connections/{name}/test", { params: { path: { name: item.name } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["sources"] }),
  });
  return (
    <>
      <span>
        <strong>{visible(item.name)}</strong> <span className={styles.quiet}>{visible(item.kind)}</span>
        <code className={styles.line}>{visible(item.url)}</code>
        {trial.data && (
          <span role="status" className={styles.line}>
            <Pill tone={trial.data.answers ? "ok" : "bad"}>{trial.data.answers ? "Answers" : "No answer"}</Pill>{" "}
            {visible(trial.data.detail)}
          </span>
        )}
        {trial.error && (
          <span role="alert" className={styles.line}>
            {visible(trial.error.message)}
          </span>
        )}
      </span>
      {mayTry && (
        <Button onClick={() => trial.mutate()} disabled={trial.isPending}>
          {trial.isPending ? "Asking…" : "Test"}
          <span className="sr"> {visible(item.name)}</span>
        </Button>
      )}
    </>
  );
}
