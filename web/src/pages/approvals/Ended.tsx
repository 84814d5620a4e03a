/** Ended: what became of a request that waits no more, and where to look instead. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { action, approvalOf, me } from "../../api/queries";
import type { ApprovalCard } from "../../api/shapes";
import { Pill } from "../../components/Pill";
import { toneOf } from "../../components/states";
import { Time } from "../../components/Time";
import { visible, words } from "../../lib/format";
import styles from "./Ended.module.css";
import { Review } from "./Review";
import { stateWord } from "./words";

const ACTION = /\bact_[0-9a-z]+/;

export function Ended({ card }: { card: ApprovalCard }): ReactElement {
  const state = card.state === "pending" ? "expired" : card.state;
  return (
    <div className={styles.ended}>
      <p>
        <Pill tone={toneOf(state)}>{stateWord(state)}</Pill>
        <span>
          {card.ended_why ? visible(card.ended_why) : (SAYS[state] ?? "")}
          {card.decided_at && (
            <>
              {" "}
              <Time at={card.decided_at} day />
            </>
          )}
        </span>
      </p>
      {state === "void" && <Successor card={card} />}
      {(state === "approved" || state === "consumed") && <Done card={card} />}
      {card.review_due_at && <Review card={card} />}
    </div>
  );
}

const SAYS: Record<string, string> = {
  expired: "Nobody agreed in time. Whatever still needs doing has to be asked for again.",
  approved: "It is being carried out.",
  consumed: "It was used for one call, and is good for no other.",
};

/** What is asked now: of the same action, or of the one it was edited into. */
function Successor({ card }: { card: ApprovalCard }): ReactElement | null {
  const next = useQuery(approvalOf(ACTION.exec(card.ended_why ?? "")?.[0] ?? card.action_id)).data;
  if (!next || next.approval_id === card.approval_id) return null;
  return (
    <p role="alert">
      <Link to="/approvals/$id" params={{ id: next.approval_id }} className={styles.link ?? ""}>
        See what is asked now
      </Link>
    </p>
  );
}

/** How the one call ended that it was given for. */
function Done({ card }: { card: ApprovalCard }): ReactElement | null {
  const may = useQuery(me).data?.permissions.includes("actions.read") ?? false;
  const item = useQuery({ ...action(card.action_id), enabled: may }).data;
  if (!item) return null;
  return (
    <p>
      <Pill tone={toneOf(item.state)}>{words(item.state)}</Pill>
      <span>{visible(item.result_summary || (item.error_message ?? "Nothing has come back yet"))}</span>
    </p>
  );
}
