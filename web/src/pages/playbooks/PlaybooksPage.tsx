/** PlaybooksPage: what there is to do about which kind of case, and what is being done. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { playbookRuns, playbooks } from "../../api/queries";
import { Card } from "../../components/Card";
import { Empty, Failed, Skeleton } from "../../components/Feedback";
import { PageHead } from "../../components/PageHead";
import { Pill } from "../../components/Pill";
import { toneOf } from "../../components/states";
import { Table } from "../../components/Table";
import { Time } from "../../components/Time";
import { plural, visible, words } from "../../lib/format";
import styles from "./Playbooks.module.css";

export function PlaybooksPage(): ReactElement {
  return (
    <>
      <PageHead
        title="Playbooks"
        about="What to do about a kind of case, step by step. Each effect is asked of the policy first."
      />
      <div className={styles.columns}>
        <Declared />
        <Runs />
      </div>
    </>
  );
}

function Declared(): ReactElement {
  const found = useQuery(playbooks);
  const navigate = useNavigate();
  return (
    <Card title="Declared" aside={found.data ? plural(found.data.items.length, "playbook") : undefined}>
      {found.error ? (
        <Failed error={found.error} what="list of playbooks" retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton height={200} />
      ) : found.data.items.length === 0 ? (
        <Empty title="The active packs declare no playbook">
          <code>rootward packs lint FILE</code> checks one that you write.
        </Empty>
      ) : (
        <Table
          label="Playbooks"
          rows={found.data.items}
          id={(item) => item.name}
          onOpen={(item) => void navigate({ to: "/playbooks/$name", params: { name: item.name } })}
          columns={[
            {
              head: "Name",
              cell: (item) => (
                <Link to="/playbooks/$name" params={{ name: item.name }} className={styles.link ?? ""}>
                  {visible(item.name)}
                </Link>
              ),
            },
            { head: "Steps", cell: (item) => item.steps.length, align: "right" },
            { head: "Started by", cell: (item) => words(item.start) },
            { head: "Priority", cell: (item) => item.conditions.priority, align: "right" },
          ]}
        />
      )}
    </Card>
  );
}

function Runs(): ReactElement {
  const found = useQuery(playbookRuns());
  const navigate = useNavigate();
  return (
    <Card title="Runs" aside={found.data ? plural(found.data.items.length, "run") : undefined}>
      {found.error ? (
        <Failed error={found.error} what="list of runs" retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton height={200} />
      ) : found.data.items.length === 0 ? (
        <Empty title="Nothing was run yet">A playbook that fits a case is offered on the case.</Empty>
      ) : (
        <Table
          label="Playbook runs"
          rows={found.data.items}
          id={(run) => run.playbook_run_id}
          onOpen={(run) => void navigate({ to: "/playbook-runs/$id", params: { id: run.playbook_run_id } })}
          columns={[
            {
              head: "Playbook",
              cell: (run) => (
                <Link to="/playbook-runs/$id" params={{ id: run.playbook_run_id }} className={styles.link ?? ""}>
                  {visible(run.playbook)}
                </Link>
              ),
            },
            { head: "State", cell: (run) => <Pill tone={toneOf(run.state)}>{words(run.state)}</Pill> },
            { head: "Step", cell: (run) => `${Math.min(run.step, run.steps.length)} of ${run.steps.length}` },
            { head: "Began", cell: (run) => <Time at={run.created_at} day /> },
          ]}
        />
      )}
    </Card>
  );
}
