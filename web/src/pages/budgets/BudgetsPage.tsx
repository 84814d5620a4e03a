/** BudgetsPage: what is left of every limit, and what was used, by day, agent, tool or case. */
import { useQuery } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import { api, read } from "../../api/client";
import type { Usage, UsageRow } from "../../api/shapes";
import { Card } from "../../components/Card";
import { Empty, Failed, Skeleton } from "../../components/Feedback";
import { PageHead } from "../../components/PageHead";
import { Segmented } from "../../components/Segmented";
import { Table } from "../../components/Table";
import { count, figures, plural, visible, words } from "../../lib/format";
import styles from "./Budgets.module.css";

interface Room {
  scope: string;
  unit: string;
  per: string;
  limit: number;
  used: number;
  reserved: number;
  left: number;
}
const AXES = [
  ["day", "Day"],
  ["agent", "Agent"],
  ["tool", "Tool"],
  ["case", "Case"],
] as const;
type Axis = (typeof AXES)[number][0];

export function BudgetsPage(): ReactElement {
  return (
    <>
      <PageHead
        title="Budgets"
        about="What may be used is reserved before a call and given back after it. Without a model nothing costs money."
      />
      <div className={styles.columns}>
        <Spent />
        <Limits />
      </div>
    </>
  );
}

function Limits(): ReactElement {
  const found = useQuery({ queryKey: ["budgets"], queryFn: () => read<{ items: Room[] }>(api.GET("/api/v1/budgets")) });
  return (
    <Card title="Limits" aside={found.data ? plural(found.data.items.length, "limit") : undefined}>
      {found.error ? (
        <Failed error={found.error} what="budgets" retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton height={200} />
      ) : found.data.items.length === 0 ? (
        <Empty title="No limit is set">
          <code>rootward budgets set</code> sets one, or a pack declares it.
        </Empty>
      ) : (
        <ul className={styles.meters}>
          {found.data.items.map((room) => (
            <li key={room.scope + room.unit + room.per}>
              <div>
                <strong>{visible(room.scope)}</strong>
                <span>
                  {figures(room.used + room.reserved)} of {figures(room.limit)} {room.unit}{" "}
                  {room.per && `a ${room.per}`}
                </span>
              </div>
              <Meter
                share={room.limit > 0 ? (room.used + room.reserved) / room.limit : 1}
                label={`${room.scope} ${room.unit}`}
                isLimit
              />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Meter({ share, label, isLimit = false }: { share: number; label: string; isLimit?: boolean }): ReactElement {
  const tone = !isLimit
    ? "var(--accent)"
    : share >= 1
      ? "var(--sev1-fill)"
      : share >= 0.8
        ? "var(--sev2-fill)"
        : "var(--accent)";
  return (
    <div
      className={styles.meter}
      role="meter"
      aria-label={label}
      aria-valuenow={Math.round(share * 100)}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <span style={{ width: `${Math.min(100, share * 100)}%`, background: tone }} />
    </div>
  );
}

function Spent(): ReactElement {
  const [by, setBy] = useState<Axis>("day");
  const found = useQuery({
    queryKey: ["usage", by],
    queryFn: () => read<Usage>(api.GET("/api/v1/usage", { params: { query: { by, limit: 100 } } })),
  });
  const most = Math.max(...(found.data?.items.map((row) => row.calls) ?? []), 1);
  return (
    <Card title="Used in the last 30 days" aside={<Segmented label="By" value={by} options={AXES} onChange={setBy} />}>
      {found.error ? (
        <Failed error={found.error} what="usage" retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton height={240} />
      ) : found.data.items.length === 0 ? (
        <Empty title="Nothing was used yet" />
      ) : (
        <>
          <p className={styles.total}>
            {plural(found.data.total.calls, "call")}, {plural(found.data.total.tokens, "token")}, $
            {found.data.total.usd.toFixed(2)}
            {found.data.total.tokens === 0 && " (deterministic: no model was asked)"}
          </p>
          <Table<UsageRow>
            label="Usage"
            rows={found.data.items}
            id={(row) => row.name}
            columns={[
              { head: words(by), cell: (row) => visible(row.name) },
              {
                head: "Share",
                cell: (row) => <Meter share={row.calls / most} label={`Calls of ${row.name}`} />,
                width: "120px",
              },
              { head: "Calls", cell: (row) => count(row.calls), align: "right" },
              { head: "Failed", cell: (row) => count(row.failures), align: "right" },
              { head: "Seconds", cell: (row) => figures(row.seconds), align: "right" },
              { head: "Tokens", cell: (row) => count(row.tokens), align: "right" },
              { head: "USD", cell: (row) => row.usd.toFixed(2), align: "right" },
            ]}
          />
        </>
      )}
    </Card>
  );
}
