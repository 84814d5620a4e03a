/** AuditPage: everything that was decided, and proof that none of it was changed afterwards. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { api, read } from "../../api/client";
import type { AuditEntry, Page } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Drawer } from "../../components/Drawer";
import { Empty, Failed, Skeleton } from "../../components/Feedback";
import { Json } from "../../components/Json";
import { PageHead } from "../../components/PageHead";
import { Pill } from "../../components/Pill";
import { toneOf } from "../../components/states";
import { Table } from "../../components/Table";
import { Time } from "../../components/Time";
import { visible, words } from "../../lib/format";
import styles from "./Audit.module.css";
import { ChainStatus } from "./ChainStatus";

const PAGE = 100;

export function AuditPage(): ReactElement {
  const search = useSearch({ from: "/shell/audit" });
  const navigate = useNavigate({ from: "/audit" });
  const [open, setOpen] = useState<AuditEntry | null>(null);
  const found = useInfiniteQuery({
    queryKey: ["audit", search],
    queryFn: ({ pageParam }) =>
      read<Page<AuditEntry, number>>(
        api.GET("/api/v1/audit", {
          params: {
            query: {
              limit: PAGE,
              ...(search.action && { action: search.action }),
              ...(search.actor && { actor: search.actor }),
              ...(pageParam > 0 && { before_seq: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: 0,
    getNextPageParam: (page) => (page.items.length === PAGE ? page.items.at(-1)?.seq : undefined),
  });
  const rows = found.data?.pages.flatMap((page) => page.items);
  const filter = (name: "action" | "actor", value: string) =>
    void navigate({
      search: (before) =>
        Object.fromEntries(Object.entries({ ...before, [name]: value }).filter(([, one]) => one !== "")),
      replace: true,
    });
  return (
    <>
      <PageHead
        title="Audit"
        about="An intent before every effect, an outcome after it; chained so that no entry can be changed unseen."
      >
        <Filter label="Action" value={search.action} onChange={(value) => filter("action", value)} />
        <Filter label="Actor" value={search.actor} onChange={(value) => filter("actor", value)} />
      </PageHead>
      <ChainStatus />
      <Card title="Entries">
        {found.error ? (
          <Failed error={found.error} what="audit log" retry={() => void found.refetch()} />
        ) : !rows ? (
          <Skeleton height={400} />
        ) : rows.length === 0 ? (
          <Empty title="No entry fits" />
        ) : (
          <Table
            label="Audit entries"
            rows={rows}
            id={(entry) => entry.entry_id}
            onOpen={setOpen}
            columns={[
              {
                head: "No.",
                cell: (entry) => (
                  <button
                    type="button"
                    className={styles.seq}
                    onClick={() => setOpen(entry)}
                    aria-label={`Entry ${entry.seq}`}
                  >
                    {entry.seq}
                  </button>
                ),
                width: "56px",
              },
              {
                head: "Time",
                cell: (entry) => (
                  <span className={styles.at}>
                    <Time at={entry.ts} day />
                  </span>
                ),
                width: "112px",
              },
              { head: "Actor", cell: (entry) => visible(entry.actor.id), width: "150px" },
              { head: "Action", cell: (entry) => <code>{entry.action}</code>, width: "180px" },
              { head: "About", cell: (entry) => visible(entry.tool ?? entry.resource) },
              {
                head: "Decision",
                cell: (entry) =>
                  entry.decision ? <Pill tone={toneOf(entry.decision)}>{words(entry.decision)}</Pill> : "",
                width: "90px",
              },
              { head: "Reason", cell: (entry) => <div className={styles.reason}>{visible(entry.reason ?? "")}</div> },
            ]}
          />
        )}
        {found.hasNextPage && (
          <p className={styles.more}>
            <Button onClick={() => void found.fetchNextPage()} disabled={found.isFetchingNextPage}>
              Older entries
            </Button>
          </p>
        )}
      </Card>
      <Drawer title={open ? `Entry ${open.seq}` : "Entry"} open={open !== null} onClose={() => setOpen(null)}>
        {open && <Whole entry={open} />}
      </Drawer>
    </>
  );
}

function Filter({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (value: string) => void;
}): ReactElement {
  return (
    <input
      className={styles.filter}
      type="search"
      placeholder={label === "Action" ? "Action, or approval.*" : label}
      aria-label={`Only this ${label.toLowerCase()}`}
      defaultValue={value ?? ""}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function Whole({ entry }: { entry: AuditEntry }): ReactElement {
  return (
    <>
      <p>{visible(entry.reason ?? words(entry.action))}</p>
      <p className={styles.quiet}>Proof that this entry is part of the log:</p>
      <Json value={`rootward audit prove ${entry.seq}`} label="Command" />
      <Json value={entry} label="The entry" />
    </>
  );
}
