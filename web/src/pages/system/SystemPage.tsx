/** SystemPage: whether everything that comes in is worked on: the queue, the sources, and what could not be read. */
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, read } from "../../api/client";
import type { Page, SourceSeen } from "../../api/shapes";
import { Ago } from "../../components/Ago";
import { Card } from "../../components/Card";
import { Empty, Failed, Skeleton } from "../../components/Feedback";
import { PageHead } from "../../components/PageHead";
import { Pill } from "../../components/Pill";
import { Table } from "../../components/Table";
import { count, plural, visible } from "../../lib/format";
import { DeadLetters } from "./DeadLetters";
import { KillSwitches } from "./KillSwitches";
import { Pipeline } from "./Pipeline";
import styles from "./System.module.css";

export function SystemPage(): ReactElement {
  return (
    <>
      <PageHead title="System" about="Nothing that was acknowledged is lost: it is worked on, or it waits here." />
      <div className={styles.columns}>
        <div className={styles.column}>
          <Sources />
          <DeadLetters />
        </div>
        <div className={styles.column}>
          <Pipeline />
          <KillSwitches />
        </div>
      </div>
    </>
  );
}

function Sources(): ReactElement {
  const found = useQuery({
    queryKey: ["sources"],
    queryFn: () => read<Page<SourceSeen>>(api.GET("/api/v1/sources")),
    refetchInterval: 10_000,
  });
  return (
    <Card title="Sources" aside={found.data ? plural(found.data.items.length, "source") : undefined}>
      {found.error ? (
        <Failed error={found.error} what="list of sources" retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton height={200} />
      ) : found.data.items.length === 0 ? (
        <Empty title="Nothing has been sent yet" />
      ) : (
        <Table
          label="Sources"
          rows={found.data.items}
          id={(item) => item.source}
          columns={[
            { head: "Source", cell: (item) => visible(item.source) },
            { head: "Items", cell: (item) => count(item.items), align: "right" },
            { head: "Last", cell: (item) => <Ago at={item.last_seen} />, width: "110px" },
            {
              head: "State",
              cell: (item) => (item.silent_since ? <Pill tone="warn">Silent</Pill> : <Pill tone="ok">Heard</Pill>),
              width: "84px",
            },
          ]}
        />
      )}
    </Card>
  );
}
