/** ApprovalsPage: what waits for a person, the soonest to expire first; and what was decided. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { approvals } from "../../api/queries";
import type { ApprovalLine } from "../../api/shapes";
import { Card } from "../../components/Card";
import { Empty, Failed, Skeleton } from "../../components/Feedback";
import { PageHead } from "../../components/PageHead";
import { Pill } from "../../components/Pill";
import { Segmented } from "../../components/Segmented";
import { toneOf } from "../../components/states";
import { Table } from "../../components/Table";
import { Time } from "../../components/Time";
import { useNow } from "../../lib/now";
import { plural, visible, words } from "../../lib/format";
import { countdown } from "../../lib/time";
import styles from "./ApprovalsPage.module.css";

const STATES = [
  ["pending", "Waiting"],
  ["approved", "Approved"],
  ["consumed", "Used"],
  ["denied", "Rejected"],
  ["expired", "Expired"],
] as const;
type State = (typeof STATES)[number][0];

export function ApprovalsPage(): ReactElement {
  const { state = "pending" } = useSearch({ from: "/shell/approvals" });
  const navigate = useNavigate({ from: "/approvals" });
  const found = useQuery(approvals(state));
  const now = useNow();
  const open = (item: ApprovalLine) => void navigate({ to: "/approvals/$id", params: { id: item.approval_id } });
  return (
    <>
      <PageHead title="Approvals" about="Each is a person's yes to one exact call, once.">
        <Segmented<State>
          label="State"
          value={state as State}
          options={STATES}
          onChange={(to) => void navigate({ search: to === "pending" ? {} : { state: to } })}
        />
      </PageHead>
      <Card
        title={STATES.find(([name]) => name === state)?.[1] ?? words(state)}
        aside={found.data ? plural(found.data.items.length, "call") : undefined}
      >
        {found.error ? (
          <Failed error={found.error} what="list of approvals" retry={() => void found.refetch()} />
        ) : !found.data ? (
          <Skeleton height={200} />
        ) : found.data.items.length === 0 ? (
          <Empty title={state === "pending" ? "Nothing waits for you" : "Nothing here"}>
            {state === "pending" && "When a policy holds a call until somebody agrees, it appears here at once."}
          </Empty>
        ) : (
          <Table
            label="Approvals"
            rows={found.data.items}
            id={(item) => item.approval_id}
            onOpen={open}
            columns={[
              {
                head: "Call",
                cell: (item) => (
                  <>
                    <Link to="/approvals/$id" params={{ id: item.approval_id }} className={styles.link ?? ""}>
                      {visible(item.reason)}
                    </Link>
                    <span className={styles.detail}>
                      <code>{item.tool}</code> on {item.targets.map(visible).join(", ")}
                    </span>
                  </>
                ),
              },
              { head: "Risk", cell: (item) => <Pill tone={toneOf(item.risk)}>{words(item.risk)}</Pill>, width: "90px" },
              { head: "Asked by", cell: (item) => visible(item.requester.name), width: "130px" },
              { head: "Asked", cell: (item) => <Time at={item.created_at} day />, width: "120px" },
              {
                head: "Expires in",
                cell: (item) => (state === "pending" ? countdown(item.expires_at, now) : words(item.state)),
                align: "right",
                width: "96px",
              },
            ]}
          />
        )}
      </Card>
    </>
  );
}
