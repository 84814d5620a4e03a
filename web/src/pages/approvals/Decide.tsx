/** Decide: yes or no to the digest on the screen, or what would have to change first. Nothing is shown as done before
 * the server has said so, and no single key does any of it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import { api, Problem, read } from "../../api/client";
import { me } from "../../api/queries";
import type { ApprovalCard, Me } from "../../api/shapes";
import { Button } from "../../components/Button";
import { visible } from "../../lib/format";
import { AmendForm } from "./AmendForm";
import styles from "./Decide.module.css";
import { LendForm } from "./LendForm";
import { ReasonForm } from "./ReasonForm";

type Mode = "choose" | "alone" | "deny" | "changes" | "amend" | "lend";
type Send = (given: { how: "approve" | "deny" | "ask-changes"; comment: string }) => void;

interface Props {
  card: ApprovalCard;
  onAsked: (actionId: string) => void;
}

export function Decide({ card, onAsked }: Props): ReactElement {
  const queries = useQueryClient();
  const who = useQuery(me).data;
  const [mode, setMode] = useState<Mode>("choose");
  const send = useMutation({
    mutationFn: (given: Parameters<Send>[0]) => call(card, given.how, given.comment),
    onSuccess: (after) => {
      queries.setQueryData(["approval", card.approval_id], after);
      setMode("choose");
      void queries.invalidateQueries({ queryKey: ["approvals"] });
      void queries.invalidateQueries({ queryKey: ["counts"] });
    },
    onError: (error) => {
      if (error instanceof Problem && error.status === 409)
        void queries.invalidateQueries({ queryKey: ["approval", card.approval_id] });
    },
  });
  const back = () => {
    send.reset();
    setMode("choose");
  };
  if (mode === "amend") return <AmendForm card={card} onBack={back} onAsked={onAsked} />;
  if (mode === "lend") return <LendForm approvalId={card.approval_id} onBack={back} />;
  if (mode !== "choose") {
    const about = REASONS[mode];
    return (
      <ReasonForm
        label={about.label}
        button={about.button}
        kind={about.kind}
        about={about.about}
        isPending={send.isPending}
        error={send.error}
        onSend={(comment) => send.mutate({ how: about.how, comment })}
        onBack={back}
      />
    );
  }
  return (
    <Choices
      card={card}
      who={who}
      isPending={send.isPending}
      error={send.error}
      onMode={setMode}
      onApprove={() => (who?.role === "break_glass" ? setMode("alone") : send.mutate({ how: "approve", comment: "" }))}
    />
  );
}

interface ChoicesProps {
  card: ApprovalCard;
  who: Me | undefined;
  isPending: boolean;
  error: Error | null;
  onMode: (mode: Mode) => void;
  onApprove: () => void;
}

function Choices({ card, who, isPending, error, onMode, onApprove }: ChoicesProps): ReactElement {
  const isAlone = who?.role === "break_glass";
  return (
    <div className={styles.form}>
      {card.may_vote ? (
        <div className={styles.buttons}>
          <Button kind="primary" disabled={isPending} onClick={onApprove}>
            {isPending ? "Approving…" : isAlone ? "Approve alone" : "Approve this call"}
          </Button>
          <Button onClick={() => onMode("deny")}>Reject</Button>
          <Button onClick={() => onMode("changes")}>Ask for changes</Button>
        </div>
      ) : (
        <p className={styles.not}>You cannot vote on this: {visible(card.why_not ?? "your role does not allow it")}.</p>
      )}
      {(mayAmend(card, who) || mayLend(who)) && (
        <div className={styles.more}>
          {mayAmend(card, who) && (
            <Button kind="ghost" onClick={() => onMode("amend")}>
              Edit arguments
            </Button>
          )}
          {mayLend(who) && (
            <Button kind="ghost" onClick={() => onMode("lend")}>
              Let somebody else vote
            </Button>
          )}
        </div>
      )}
      {isStep(card) && card.may_vote && (
        <p className={styles.about}>
          A step of a playbook is not edited: reject it with what has to change, and start the playbook again.
        </p>
      )}
      {error && <p role="alert">{visible(error.message)}</p>}
    </div>
  );
}

function call(card: ApprovalCard, how: Parameters<Send>[0]["how"], comment: string): Promise<ApprovalCard> {
  const given = {
    params: { path: { approval_id: card.approval_id } },
    body: { digest: card.digest, comment },
  };
  if (how === "approve") return read(api.POST("/api/v1/approvals/{approval_id}/approve", given));
  if (how === "deny") return read(api.POST("/api/v1/approvals/{approval_id}/deny", given));
  return read(api.POST("/api/v1/approvals/{approval_id}/ask-changes", given));
}

const REASONS = {
  alone: {
    label: "Why is this an emergency?",
    button: "Approve alone, with this reason",
    kind: "danger",
    how: "approve",
    about: "You approve it alone. It counts for fifteen minutes, and somebody else reviews it within a day.",
  },
  deny: {
    label: "Why not?",
    button: "Reject with this reason",
    kind: "danger",
    how: "deny",
    about: "One no ends the request. Whoever asked reads the reason.",
  },
  changes: {
    label: "What would have to change?",
    button: "Ask for this",
    kind: "primary",
    how: "ask-changes",
    about: "It goes on waiting. Whoever asked can edit the arguments, which is a new request.",
  },
} as const;

const isStep = (card: ApprovalCard): boolean => card.run_id !== null || card.step_id !== null;

/** The server says so in the end; this keeps a button away that it would refuse. */
function mayAmend(card: ApprovalCard, who: Me | undefined): boolean {
  if (!who || who.kind !== "human" || !who.permissions.includes("actions.request") || isStep(card)) return false;
  return card.may_vote || [card.requester.id, card.requester.on_behalf_of].includes(who.id);
}

const mayLend = (who: Me | undefined): boolean =>
  who !== undefined && who.permissions.includes("actions.approve") && who.auth !== "loopback" && who.auth !== "shared";
