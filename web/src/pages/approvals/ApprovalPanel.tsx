/** ApprovalPanel: one exact call, what speaks about it, and the vote, which covers exactly what is shown. */
import { useQuery } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import { approval } from "../../api/queries";
import type { ApprovalCard } from "../../api/shapes";
import { Facts } from "../../components/Facts";
import { Failed, Skeleton } from "../../components/Feedback";
import { plural, visible, words } from "../../lib/format";
import { useNow } from "../../lib/now";
import { countdown } from "../../lib/time";
import styles from "./ApprovalPanel.module.css";
import { ArgumentTable } from "./ArgumentTable";
import { VoteForm } from "./VoteForm";

export function ApprovalPanel({ id }: { id: string }): ReactElement {
  const found = useQuery(approval(id));
  if (found.error) return <Failed error={found.error} what="approval" retry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton height={280} />;
  return <Whole card={found.data} />;
}

function Whole({ card }: { card: ApprovalCard }): ReactElement {
  const [opened] = useState(card.digest);
  const now = useNow();
  const isPending = card.state === "pending";
  return (
    <div className={styles.panel}>
      <p className={styles.call}>
        <code>{card.tool}</code> on{" "}
        {card.targets.length > 0 ? card.targets.map((one) => <code key={one}>{visible(one)}</code>) : "no target"}
      </p>
      <p className={styles.reason}>{visible(card.reason)}</p>
      <ArgumentTable items={card.arguments} />
      <Facts
        columns={2}
        items={[
          ["Blast radius", plural(card.targets.length, "target")],
          ["Risk", words(card.risk)],
          ["Reversible", card.rollback ? <code key="r">{card.rollback}</code> : "No"],
          ["Effect", words(card.effect)],
          ["Held because", visible(card.why_held)],
          ["Asked by", visible(card.requester.name)],
        ]}
      />
      {card.warnings.length > 0 && (
        <ul className={styles.warnings}>
          {card.warnings.map((one) => (
            <li key={one}>{visible(one)}</li>
          ))}
        </ul>
      )}
      {card.digest !== opened && (
        <p className={styles.changed} role="alert">
          This call changed since you opened it. Read it again: your vote covers what is shown now.
        </p>
      )}
      {isPending ? (
        <VoteForm card={card} />
      ) : (
        <p className={styles.ended}>
          {words(card.state)}
          {card.ended_why ? `: ${visible(card.ended_why)}` : ""}
        </p>
      )}
      <p className={styles.hash}>
        {isPending ? "Your approval covers exactly this call, " : "The vote covered exactly the call "}
        <code title={card.digest}>{`${card.digest.slice(0, 4)}…${card.digest.slice(-4)}`}</code>. {votes(card)}
        {isPending && <span className={styles.expires}> Expires in {countdown(card.expires_at, now)}</span>}
      </p>
    </div>
  );
}

function votes(card: ApprovalCard): string {
  if (card.votes.length === 0)
    return `Needs ${plural(card.quorum.people, "person", "people")} with the role ${card.quorum.roles.map(words).join(" or ").toLowerCase()}.`;
  return card.votes
    .map((vote) => `${visible(vote.principal_id)} ${vote.verdict === "approve" ? "approved" : "denied"}`)
    .join(", ");
}
