/** NextStep: what to do now: decide on what waits, follow what runs, start what fits, or do it by hand. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, read } from "../../api/client";
import { approvals, match, me, playbookRuns, playbooks } from "../../api/queries";
import type { Case, Match, Playbook, Verdict } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Icon } from "../../components/Icon";
import { Pill } from "../../components/Pill";
import { visible } from "../../lib/format";
import { ApprovalPanel } from "../approvals/ApprovalPanel";
import { RunSteps } from "../playbooks/RunSteps";
import { InvestigateButton } from "./InvestigateButton";
import styles from "./NextStep.module.css";

const ENDED = new Set(["succeeded", "failed", "stopped", "rolled_back"]);

export function NextStep({ item, verdict }: { item: Case; verdict: Verdict }): ReactElement {
  const waiting = useQuery(approvals("pending")).data?.items.filter((one) => one.case_id === item.case_id) ?? [];
  const run = useQuery(playbookRuns(item.number)).data?.items.find(
    (one) => !ENDED.has(one.state) && one.state !== "proposed",
  );
  const first = waiting[0];
  const title = verdict.cause
    ? visible(verdict.next_step || "Look at the evidence")
    : "Make it visible, then look again";
  return (
    <Card
      accent
      title={title}
      aside={
        first ? (
          <Pill tone="warn">
            <Icon name="lock" size={12} />
            {waiting.length === 1 ? "Waits for approval" : `${waiting.length} wait for approval`}
          </Pill>
        ) : undefined
      }
    >
      {run && (
        <div className={styles.run}>
          <p>
            <Link to="/playbook-runs/$id" params={{ id: run.playbook_run_id }} className={styles.link ?? ""}>
              {visible(run.playbook)}
            </Link>
          </p>
          <RunSteps run={run} />
        </div>
      )}
      {first ? <ApprovalPanel id={first.approval_id} /> : !run && <ByHand item={item} verdict={verdict} />}
    </Card>
  );
}

function ByHand({ item, verdict }: { item: Case; verdict: Verdict }): ReactElement {
  if (!verdict.cause) return <Unclear item={item} />;
  return <Fitting item={item} verdict={verdict} />;
}

function Unclear({ item }: { item: Case }): ReactElement {
  return (
    <>
      <p className={styles.then}>What is named above would let a cause be found. What has come since is read, too.</p>
      <InvestigateButton item={item} text="Investigate again" />
    </>
  );
}

function Fitting({ item, verdict }: { item: Case; verdict: Verdict }): ReactElement {
  const found = useQuery(match(item.number)).data?.items;
  const known = useQuery(playbooks).data?.items;
  const fits = found?.filter((one) => one.matches) ?? [];
  return (
    <>
      {verdict.checks.length > 0 && (
        <>
          <p className={styles.then}>Then check that</p>
          <ol className={styles.checks}>
            {verdict.checks.map((check, index) => (
              <li key={check}>
                <span aria-hidden="true">{index + 1}</span>
                {visible(check)}
              </li>
            ))}
          </ol>
        </>
      )}
      {verdict.runbooks.length > 0 && (
        <p className={styles.then}>
          Written about it: {verdict.runbooks.map((one) => visible(`${one.path}, ${one.heading}`)).join("; ")}
        </p>
      )}
      {fits.map((one, place) => (
        <Proposal key={one.playbook} item={item} fit={one} about={aboutOf(known, one)} isBest={place === 0} />
      ))}
      {found && fits.length === 0 && (
        <p className={styles.none}>
          No playbook of the active packs fits this case.{" "}
          <Link to="/playbooks" className={styles.link ?? ""}>
            See what there is
          </Link>
        </p>
      )}
    </>
  );
}

/** What it is for, in its author's words; a condition that was written for a machine is there for who asks. */
function Fits({ fit, about }: { fit: Match; about: string }): ReactElement {
  const written = fit.reasons.filter((one) => one.condition === "when");
  const plain = fit.reasons.filter((one) => one.condition !== "when").map((one) => one.text);
  return (
    <>
      {about && <p>{visible(about)}</p>}
      {plain.length > 0 && <p>Fits: {visible(plain.join("; "))}</p>}
      {written.length > 0 && (
        <details className={styles.when}>
          <summary>When it fits</summary>
          {written.map((one) => (
            <code key={one.text}>{visible(one.text)}</code>
          ))}
        </details>
      )}
    </>
  );
}

const aboutOf = (known: readonly Playbook[] | undefined, fit: Match): string =>
  known?.find((one) => one.name === fit.playbook)?.description ?? "";

interface ProposalProps {
  item: Case;
  fit: Match;
  about: string;
  isBest: boolean;
}

function Proposal({ item, fit, about, isBest }: ProposalProps): ReactElement {
  const queries = useQueryClient();
  const may = useQuery(me).data?.permissions.includes("playbooks.run") ?? false;
  const start = useMutation({
    mutationFn: () => read(api.POST("/api/v1/playbook-runs", { body: { case: item.number, playbook: fit.playbook } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["playbook-runs"] }),
  });
  return (
    <div className={styles.proposal}>
      <div>
        <strong>{visible(fit.playbook)}</strong>
        <Fits fit={fit} about={about} />
        {fit.blocked && <p>{visible(fit.blocked)}</p>}
        {start.error && <p role="alert">{visible(start.error.message)}</p>}
      </div>
      {may && !fit.blocked && (
        <Button
          kind={isBest ? "primary" : "secondary"}
          aria-label={`Start playbook ${visible(fit.playbook)}`}
          onClick={() => start.mutate()}
          disabled={start.isPending}
        >
          Start playbook
        </Button>
      )}
    </div>
  );
}
