/** RunPage: one run of a playbook, live: its steps, what it waits for, and how to pause or end it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, read } from "../../api/client";
import { me, playbookRun } from "../../api/queries";
import type { RunOfPlaybook } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Facts } from "../../components/Facts";
import { Failed, Loading } from "../../components/Feedback";
import { PageHead } from "../../components/PageHead";
import { Pill } from "../../components/Pill";
import { toneOf } from "../../components/states";
import { Time } from "../../components/Time";
import { visible, words } from "../../lib/format";
import { ApprovalOfAction } from "../approvals/ApprovalOfAction";
import styles from "./Playbooks.module.css";
import { Reasons } from "./Reasons";
import { RunSteps } from "./RunSteps";

export function RunPage(): ReactElement {
  const { id } = useParams({ from: "/shell/playbook-runs/$id" });
  const found = useQuery(playbookRun(id));
  if (found.error) return <Failed whole error={found.error} what="playbook run" retry={() => void found.refetch()} />;
  if (!found.data) return <Loading height={400} />;
  const run = found.data;
  const action = run.waits_for?.startsWith("action:") ? run.waits_for.slice("action:".length) : null;
  return (
    <>
      <PageHead title={visible(run.playbook)}>
        <Pill tone={toneOf(run.state)}>{words(run.state)}</Pill>
        <Controls run={run} />
      </PageHead>
      <div className={styles.columns}>
        <div className={styles.column}>
          <Card title="Steps">
            <RunSteps run={run} />
            {run.waits_for === "person" && <ByPerson run={run} />}
          </Card>
          {action && (
            <Card title="Waits for approval" accent>
              <ApprovalOfAction id={action} />
            </Card>
          )}
        </div>
        <Card title="About this run">
          <Facts
            items={[
              [
                "Playbook",
                <Link key="p" to="/playbooks/$name" params={{ name: run.playbook }} className={styles.link ?? ""}>
                  {visible(run.playbook)}
                </Link>,
              ],
              [
                "Case",
                <Link key="c" to="/cases/$ref" params={{ ref: run.case ?? run.case_id }} className={styles.link ?? ""}>
                  {run.case ?? run.case_id}
                </Link>,
              ],
              ["Why", <Reasons key="w" reasons={run.why.reasons} />],
              ["Chosen by", visible(run.why.chosen_by)],
              ["Began", <Time key="b" at={run.created_at} day />],
              ["Ended", run.ended_at ? <Time key="e" at={run.ended_at} day /> : "Not yet"],
              ["Outcome", run.outcome ? words(run.outcome) : "Not yet known"],
            ]}
          />
        </Card>
      </div>
    </>
  );
}

function useVerb(run: RunOfPlaybook) {
  const queries = useQueryClient();
  const path = { path: { playbook_run_id: run.playbook_run_id } };
  return useMutation({
    mutationFn: (verb: "pause" | "resume" | "stop" | "start") =>
      verb === "pause"
        ? read(api.POST("/api/v1/playbook-runs/{playbook_run_id}/pause", { params: path }))
        : verb === "resume"
          ? read(api.POST("/api/v1/playbook-runs/{playbook_run_id}/resume", { params: path }))
          : verb === "start"
            ? read(api.POST("/api/v1/playbook-runs/{playbook_run_id}/start", { params: path, body: {} }))
            : read(
                api.POST("/api/v1/playbook-runs/{playbook_run_id}/stop", { params: path, body: { reason: "by hand" } }),
              ),
    onSettled: () => queries.invalidateQueries({ queryKey: ["playbook-run", run.playbook_run_id] }),
  });
}

function Controls({ run }: { run: RunOfPlaybook }): ReactElement | null {
  const verb = useVerb(run);
  const may = useQuery(me).data?.permissions.includes("playbooks.run") ?? false;
  if (!may || run.ended_at) return null;
  return (
    <>
      {run.state === "proposed" && (
        <Button kind="primary" onClick={() => verb.mutate("start")}>
          Start
        </Button>
      )}
      {["running", "waiting"].includes(run.state) && <Button onClick={() => verb.mutate("pause")}>Pause</Button>}
      {run.state === "paused" && <Button onClick={() => verb.mutate("resume")}>Resume</Button>}
      <Button kind="danger" onClick={() => verb.mutate("stop")}>
        Stop
      </Button>
      {verb.error && <span role="alert">{visible(verb.error.message)}</span>}
    </>
  );
}

function ByPerson({ run }: { run: RunOfPlaybook }): ReactElement {
  const queries = useQueryClient();
  const step = run.steps.find((one) => one.state === "waiting");
  const done = useMutation({
    mutationFn: (failed: boolean) =>
      read(
        api.POST("/api/v1/playbook-runs/{playbook_run_id}/steps/{order}/complete", {
          params: { path: { playbook_run_id: run.playbook_run_id, order: step?.order ?? 1 } },
          body: { notes: "", failed },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ["playbook-run", run.playbook_run_id] }),
  });
  return (
    <div className={styles.form}>
      <Button kind="primary" disabled={done.isPending} onClick={() => done.mutate(false)}>
        Done
      </Button>
      <Button disabled={done.isPending} onClick={() => done.mutate(true)}>
        It failed
      </Button>
      {done.error && <p role="alert">{visible(done.error.message)}</p>}
    </div>
  );
}
