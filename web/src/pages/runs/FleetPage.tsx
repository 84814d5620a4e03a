/** FleetPage: how every agent, version and model does, what became worse and since when, and failures that are alike. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { type Fleet, fleet, type Standing } from "../../api/runs";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Empty, Failed, Skeleton } from "../../components/Feedback";
import { PageHead } from "../../components/PageHead";
import { Segmented } from "../../components/Segmented";
import { Table } from "../../components/Table";
import { count, plural, visible } from "../../lib/format";
import { Clusters, DearerOnes, FailingTools, Regressions } from "./FleetCards";
import styles from "./Fleet.module.css";
import shared from "./Runs.module.css";
import { money, percent, tokens, took } from "./words";

const HOURS = [
  ["24", "Day"],
  ["168", "Week"],
  ["720", "Month"],
  ["8760", "Year"],
] as const;
const BY = [
  ["agent", "Agent"],
  ["version", "Version"],
  ["model", "Model"],
  ["prompt", "Prompt"],
] as const;
type By = (typeof BY)[number][0];
const WEEK = 168;

export function FleetPage(): ReactElement {
  const { hours = WEEK, agent = "" } = useSearch({ from: "/shell/runs/fleet" });
  const navigate = useNavigate({ from: "/runs/fleet" });
  const found = useQuery(fleet(hours, agent));
  return (
    <>
      <PageHead title="Fleet of agents" about={found.data ? told(found.data, agent) : " "}>
        {agent && <Button onClick={() => void navigate({ search: { hours } })}>All agents</Button>}
        <Segmented
          label="How far back"
          value={String(hours) as "24"}
          options={HOURS}
          onChange={(to) => void navigate({ search: (before) => ({ ...before, hours: Number(to) }) })}
        />
      </PageHead>
      {found.error ? (
        <Failed error={found.error} what="fleet" retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton height={480} />
      ) : found.data.runs === 0 ? (
        <Card title="Standing">
          <Empty title="No run came in this time">
            Look further back, or{" "}
            <Link to="/debug" className={shared.link ?? ""}>
              send an example
            </Link>
            .
          </Empty>
        </Card>
      ) : (
        <div className={shared.whole}>
          <StandingCard whole={found.data} />
          <div className={shared.columns}>
            <div className={shared.column}>
              <Clusters whole={found.data} />
            </div>
            <div className={shared.column}>
              <Regressions whole={found.data} />
              <DearerOnes items={found.data.dearer} />
              <FailingTools whole={found.data} />
            </div>
          </div>
        </div>
      )}
    </>
  );
}

function StandingCard({ whole }: { whole: Fleet }): ReactElement {
  const [by, setBy] = useState<By>("version");
  const rows = whole.standing[by].filter((one) => one.value !== "");
  return (
    <Card title="Standing" aside={<Segmented<By> label="By" value={by} options={BY} onChange={setBy} />}>
      {rows.length === 0 ? (
        <Empty title={`No run said its ${by}`} />
      ) : (
        <Table<Standing>
          label="Standing"
          rows={rows}
          id={(one) => `${one.agent} ${one.value}`}
          columns={[
            {
              head: "Agent",
              cell: (one) => (
                <Link to="/runs" search={{ agent: one.agent }} className={styles.name ?? ""}>
                  {visible(one.agent)}
                </Link>
              ),
            },
            ...(by === "agent" ? [] : [{ head: by.charAt(0).toUpperCase() + by.slice(1), cell: valueOf, mono: true }]),
            { head: "Success", cell: (one) => <Rate rate={one.success_rate} />, width: "150px" },
            { head: "Runs", cell: (one) => count(one.runs), align: "right" },
            { head: "Failed", cell: (one) => count(one.failed), align: "right" },
            { head: "p50", cell: (one) => took(one.p50_ms), align: "right" },
            { head: "p95", cell: (one) => took(one.p95_ms), align: "right" },
            { head: "Tokens", cell: (one) => tokens(one.tokens), align: "right" },
            { head: "Cost", cell: (one) => money(one.cost_usd), align: "right" },
          ]}
        />
      )}
    </Card>
  );
}

function Rate({ rate }: { rate: number | null }): ReactElement {
  const tone = rate === null || rate >= 0.95 ? "var(--ok)" : rate >= 0.8 ? "var(--sev2-fill)" : "var(--sev1-fill)";
  return (
    <span className={styles.rate}>
      <span className={styles.bar} aria-hidden="true">
        <span style={{ width: `${(rate ?? 0) * 100}%`, background: tone }} />
      </span>
      {percent(rate)}
    </span>
  );
}

const valueOf = (one: Standing): string => visible(one.value.length > 20 ? `${one.value.slice(0, 16)}…` : one.value);

function told(whole: Fleet, agent: string): string {
  const who = agent ? ` of ${visible(agent)}` : "";
  const cut = whole.truncated ? " Only the newest are counted." : "";
  return `${plural(whole.runs, "run")}${who} that came in this time, ${count(whole.failed)} failed.${cut}`;
}
