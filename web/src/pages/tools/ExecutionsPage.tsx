/** ExecutionsPage: every call with an effect, what was decided about it and how it ended. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { actions } from "../../api/queries";
import type { Action } from "../../api/shapes";
import { Card } from "../../components/Card";
import { Drawer } from "../../components/Drawer";
import { Facts } from "../../components/Facts";
import { Empty, Failed, Skeleton } from "../../components/Feedback";
import { Json } from "../../components/Json";
import { PageHead } from "../../components/PageHead";
import { Pill } from "../../components/Pill";
import { toneOf } from "../../components/states";
import { Table } from "../../components/Table";
import { Time } from "../../components/Time";
import { plural, visible, words } from "../../lib/format";
import styles from "./Tools.module.css";

export function ExecutionsPage(): ReactElement {
  const found = useQuery(actions);
  const [open, setOpen] = useState<Action | null>(null);
  return (
    <>
      <PageHead
        title="Executions"
        about="Every call that has an effect: asked for once, decided by the policy, done at most once."
      >
        <Link to="/tools" className={styles.link ?? ""}>
          Tools
        </Link>
      </PageHead>
      <Card title="Calls" aside={found.data ? plural(found.data.items.length, "call") : undefined}>
        {found.error ? (
          <Failed error={found.error} what="list of executions" retry={() => void found.refetch()} />
        ) : !found.data ? (
          <Skeleton height={300} />
        ) : found.data.items.length === 0 ? (
          <Empty title="Nothing was called yet">
            Investigations only read. What playbooks or people ask for appears here.
          </Empty>
        ) : (
          <Table
            label="Executions"
            rows={found.data.items}
            id={(item) => item.action_id}
            onOpen={setOpen}
            columns={[
              {
                head: "Call",
                cell: (item) => (
                  <button type="button" className={styles.name} onClick={() => setOpen(item)}>
                    <code>{item.tool}</code>
                    <span className={styles.detail}>{visible(item.reason)}</span>
                  </button>
                ),
              },
              {
                head: "State",
                cell: (item) => <Pill tone={toneOf(item.state)}>{words(item.state)}</Pill>,
                width: "110px",
              },
              { head: "Risk", cell: (item) => words(item.risk), width: "80px" },
              { head: "Asked by", cell: (item) => visible(item.requester.name), width: "130px" },
              {
                head: "Asked",
                cell: (item) => (item.created_at ? <Time at={item.created_at} day /> : ""),
                width: "118px",
              },
              { head: "Result", cell: (item) => visible(item.result_summary || (item.error_message ?? "")) },
            ]}
          />
        )}
      </Card>
      <Drawer title={open?.tool ?? "Call"} open={open !== null} onClose={() => setOpen(null)}>
        {open && (
          <>
            <p>{visible(open.reason)}</p>
            <Facts
              items={[
                ["State", words(open.state)],
                ["Effect", words(open.effect)],
                ["Asked by", visible(open.requester.name)],
                [
                  "Case",
                  open.case_id ? (
                    <Link key="c" to="/cases/$ref" params={{ ref: open.case_id }} className={styles.link ?? ""}>
                      {open.case_id}
                    </Link>
                  ) : (
                    "None"
                  ),
                ],
                [
                  "Approval",
                  open.approval_id ? (
                    <Link key="a" to="/approvals/$id" params={{ id: open.approval_id }} className={styles.link ?? ""}>
                      {open.approval_id}
                    </Link>
                  ) : (
                    "None needed"
                  ),
                ],
                ["Result", visible(open.result_summary || (open.error_message ?? "None yet"))],
              ]}
            />
            <Json value={open.arguments} label="Arguments" />
          </>
        )}
      </Drawer>
    </>
  );
}
