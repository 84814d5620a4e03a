/** DeadLetters: what could not be read or carried out, with the reason; tried again or discarded by a person. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import { api, read } from "../../api/client";
import type { Page } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Drawer } from "../../components/Drawer";
import { Empty, Failed, Skeleton } from "../../components/Feedback";
import { Json } from "../../components/Json";
import { Table } from "../../components/Table";
import { plural, visible, words } from "../../lib/format";
import styles from "./System.module.css";

interface Letter {
  id: string;
  kind: string;
  source: string;
  reason: string;
  state: string;
  raw?: string;
}

export function DeadLetters(): ReactElement {
  const found = useQuery({
    queryKey: ["dead-letters"],
    queryFn: () => read<Page<Letter>>(api.GET("/api/v1/dead-letters", { params: { query: { limit: 100 } } })),
    refetchInterval: 10_000,
  });
  const [open, setOpen] = useState<string | null>(null);
  return (
    <Card title="Dead letters" aside={found.data ? plural(found.data.items.length, "letter") : undefined}>
      {found.error ? (
        <Failed error={found.error} what="list of dead letters" retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton height={120} />
      ) : found.data.items.length === 0 ? (
        <Empty title="Everything could be read" />
      ) : (
        <Table
          label="Dead letters"
          rows={found.data.items}
          id={(item) => item.id}
          onOpen={(item) => setOpen(item.id)}
          columns={[
            {
              head: "Why",
              cell: (item) => (
                <button type="button" className={styles.why} onClick={() => setOpen(item.id)}>
                  {visible(item.reason)}
                </button>
              ),
            },
            { head: "Source", cell: (item) => visible(item.source), width: "120px" },
            { head: "Kind", cell: (item) => words(item.kind), width: "84px" },
          ]}
        />
      )}
      <Drawer title="Dead letter" open={open !== null} onClose={() => setOpen(null)}>
        {open && <Whole id={open} onSettled={() => setOpen(null)} />}
      </Drawer>
    </Card>
  );
}

function Whole({ id, onSettled }: { id: string; onSettled: () => void }): ReactElement {
  const queries = useQueryClient();
  const path = { params: { path: { dead_id: id } } };
  const found = useQuery({
    queryKey: ["dead-letter", id],
    queryFn: () => read<Letter>(api.GET("/api/v1/dead-letters/{dead_id}", path)),
  });
  const settle = useMutation({
    mutationFn: (verb: "replay" | "discard") =>
      verb === "replay"
        ? read(api.POST("/api/v1/dead-letters/{dead_id}/replay", path))
        : read(api.POST("/api/v1/dead-letters/{dead_id}/discard", path)),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["dead-letters"] });
      onSettled();
    },
  });
  if (found.error) return <Failed error={found.error} what="dead letter" />;
  if (!found.data) return <Skeleton height={240} />;
  return (
    <>
      <p>{visible(found.data.reason)}</p>
      <div className={styles.buttons}>
        <Button kind="primary" disabled={settle.isPending} onClick={() => settle.mutate("replay")}>
          Try again
        </Button>
        <Button kind="danger" disabled={settle.isPending} onClick={() => settle.mutate("discard")}>
          Discard
        </Button>
      </div>
      {settle.error && <p role="alert">{visible(settle.error.message)}</p>}
      <Json value={found.data.raw ?? ""} label="What came" />
    </>
  );
}
