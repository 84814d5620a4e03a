/** ApprovalsPage: what waits for a person, the soonest to expire first; what was decided; and who votes for whom. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { approvals, me } from "../../api/queries";
import type { ApprovalLine } from "../../api/shapes";
import { Card } from "../../components/Card";
import { Empty, Failed, Skeleton } from "../../components/Feedback";
import { PageHead } from "../../components/PageHead";
import { Pill } from "../../components/Pill";
import { Segmented } from "../../components/Segmented";
import { toneOf } from "../../components/states";
import { Table } from "../../components/Table";
import { Time } from "../../components/Time";
import { plural, visible, words } from "../../lib/format";
import styles from "./ApprovalsPage.module.css";
import { Deadline } from "./Deadline";
import { Delegations } from "./Delegations";
import { stateWord } from "./words";

const STATES = [
  ["pending", "Waiting"],
  ["mine", "For me"],
  ["decided", "Decided"],
  ["unreviewed", "To review"],
] as const;
type State = (typeof STATES)[number][0];
const EMPTY: Record<State, [string, string]> = {
  pending: ["Nothing waits", "When a policy holds a call until somebody agrees, it appears here at once."],
  mine: ["Nothing waits for your vote", "What you asked for yourself, and what needs another role, is under Waiting."],
  decided: ["Nothing has been decided yet", ""],
  unreviewed: ["Nothing to review", "What one person approves alone in an emergency is looked at by another here."],
};

export function ApprovalsPage(): ReactElement {
  const search = useSearch({ from: "/shell/approvals" });
  const navigate = useNavigate({ from: "/approvals" });
  const state = STATES.find(([name]) => name === search.state)?.[0] ?? "pending";
  const found = useQuery(approvals(state));
  const permissions = useQuery(me).data?.permissions ?? [];
  return (
    <>
      <PageHead title="Approvals" about="Each is a person's yes to one exact call, once.">
        <Segmented<State>
          label="Which"
          value={state}
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
          <Empty title={EMPTY[state][0]}>{EMPTY[state][1]}</Empty>
        ) : (
          <List items={found.data.items} waits={state === "pending" || state === "mine"} />
        )}
      </Card>
      {permissions.includes("approvals.read") && <Delegations mayLend={permissions.includes("actions.approve")} />}
    </>
  );
}

function List({ items, waits }: { items: ApprovalLine[]; waits: boolean }): ReactElement {
  const navigate = useNavigate();
  return (
    <Table
      label="Approvals"
      rows={items}
      id={(item) => item.approval_id}
      onOpen={(item) => void navigate({ to: "/approvals/$id", params: { id: item.approval_id } })}
      columns={[
        {
          head: "Call",
          cell: (item) => (
            <>
              <Link to="/approvals/$id" params={{ id: item.approval_id }} className={styles.link ?? ""}>
                {visible(item.reason)}
              </Link>
              <span className={styles.detail}>
                <code>{item.tool}</code> on {item.targets.map(visible).join(", ") || "no target"}
              </span>
            </>
          ),
        },
        { head: "Risk", cell: (item) => <Pill tone={toneOf(item.risk)}>{words(item.risk)}</Pill>, width: "90px" },
        { head: "Needs", cell: (item) => plural(item.quorum.people, "person", "people"), width: "84px" },
        { head: "Asked by", cell: (item) => visible(item.requester.name), width: "130px" },
        { head: "Asked", cell: (item) => <Time at={item.created_at} day />, width: "128px" },
        waits
          ? {
              head: "Time left",
              cell: (item) => <Deadline until={item.expires_at} due={item.due_at} />,
              align: "right",
              width: "130px",
            }
          : {
              head: "State",
              cell: (item) => (
                <Pill tone={toneOf(item.state)}>{item.break_glass ? "Approved alone" : stateWord(item.state)}</Pill>
              ),
              align: "right",
              width: "130px",
            },
      ]}
    />
  );
}
