/** Pipeline: how fast things come in, what waits and for how long, and who works on it. */
import { useQuery } from "@tanstack/react-query";
import { type ReactElement, useEffect, useState } from "react";
import { api, read } from "../../api/client";
import { Card } from "../../components/Card";
import { Facts } from "../../components/Facts";
import { Failed, Skeleton } from "../../components/Feedback";
import { Pill } from "../../components/Pill";
import { Table } from "../../components/Table";
import { count, figures, measured, plural, visible, words } from "../../lib/format";
import { type Look, looked, perSecond } from "./rate";

const DATABASES = { sqlite: "SQLite", postgresql: "PostgreSQL" } as const;

export function Pipeline(): ReactElement {
  const found = useQuery({
    queryKey: ["pipeline"],
    queryFn: () => read(api.GET("/api/v1/pipeline")),
    refetchInterval: 3000,
  });
  const rate = useRate(found.data?.ingested, found.dataUpdatedAt);
  return (
    <Card
      title="Pipeline"
      aside={found.data && <Pill tone={found.data.idle ? "ok" : "violet"}>{found.data.idle ? "Idle" : "At work"}</Pill>}
    >
      {found.error ? (
        <Failed error={found.error} what="pipeline" retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton height={140} />
      ) : (
        <>
          <Facts
            items={[
              ["Coming in", rate === null ? "Looking…" : `${figures(rate)} items a second`],
              ["Taken in so far", plural(found.data.ingested, "item")],
              ["Database", `${DATABASES[found.data.database]}, ${count(found.data.writes_waiting)} writes waiting`],
              ["Workers", told(found.data.workers)],
            ]}
          />
          {found.data.stages.length > 0 && (
            <Table
              label="Stages with work"
              rows={found.data.stages}
              id={(stage) => stage.topic}
              columns={[
                { head: "Stage", cell: (stage) => words(stage.topic) },
                { head: "Waiting", cell: (stage) => count(stage.waiting), align: "right" },
                { head: "In hand", cell: (stage) => count(stage.running), align: "right" },
                { head: "Oldest waits", cell: (stage) => measured(stage.lag_s, "s"), align: "right", width: "110px" },
              ]}
            />
          )}
        </>
      )}
    </Card>
  );
}

function told(workers: readonly { worker: string; runs: number }[]): string {
  if (workers.length === 0) return "None has a run in hand";
  return workers.map((one) => `${visible(one.worker)} (${plural(one.runs, "run")})`).join(", ");
}

function useRate(n: number | undefined, at: number): number | null {
  const [looks, setLooks] = useState<readonly Look[]>([]);
  useEffect(() => {
    if (n !== undefined) setLooks((before) => looked(before, { n, at }));
  }, [n, at]);
  return perSecond(looks);
}
