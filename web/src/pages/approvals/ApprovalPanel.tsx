/** ApprovalPanel: one exact call, what speaks about it, and what may be done, which covers exactly what is shown. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { approval } from "../../api/queries";
import type { ApprovalCard } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Facts } from "../../components/Facts";
import { Failed, Skeleton } from "../../components/Feedback";
import { Time } from "../../components/Time";
import { plural, visible, visibleLines, words } from "../../lib/format";
import { useNow } from "../../lib/now";
import styles from "./ApprovalPanel.module.css";
import { AskedAnew } from "./AskedAnew";
import { ArgumentTable } from "./ArgumentTable";
import { Deadline } from "./Deadline";
import { Decide } from "./Decide";
import { Ended } from "./Ended";
import { Quorum } from "./Quorum";

export function ApprovalPanel({ id }: { id: string }): ReactElement {
  const found = useQuery(approval(id));
  if (found.error) return <Failed error={found.error} what="approval" retry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton height={280} />;
  return <Whole key={id} card={found.data} />;
}

function Whole({ card }: { card: ApprovalCard }): ReactElement {
  const [seen, setSeen] = useState(card.digest);
  const [asked, setAsked] = useState("");
  const isPending = useNow() < Date.parse(card.expires_at) && card.state === "pending";
  return (
    <div className={styles.panel}>
      <div>
        <p className={styles.call}>
          <code>{card.tool}</code> on{" "}
          {card.targets.length > 0 ? card.targets.map((one) => <code key={one}>{visible(one)}</code>) : "no target"}
        </p>
        <p className={styles.reason}>{visible(card.reason)}</p>
      </div>
      {card.replaces && (
        <p className={styles.note}>
          These arguments were edited. What was asked before is void; what is different is marked.
        </p>
      )}
      <ArgumentTable items={card.arguments} />
      <Facts columns={2} items={factsOf(card)} />
      {card.warnings.length > 0 && (
        <ul className={styles.warnings} aria-label="Worth a second look">
          {card.warnings.map((one) => (
            <li key={one}>{visible(one)}</li>
          ))}
        </ul>
      )}
      {card.remarks.length > 0 && (
        <ul className={styles.remarks} aria-label="Changes asked for">
          {card.remarks.map((remark) => (
            <li key={remark.at + remark.by}>
              <strong>{visible(remark.name)}</strong> asks for changes, <Time at={remark.at} day />
              <span>{visibleLines(remark.comment)}</span>
            </li>
          ))}
        </ul>
      )}
      <Quorum card={card} isPending={isPending} />
      {asked !== "" ? (
        <AskedAnew id={asked} />
      ) : !isPending ? (
        <Ended card={card} />
      ) : card.digest !== seen ? (
        <div className={styles.changed} role="alert">
          <p>This call changed since you opened it. Read it again: your vote covers what is shown now.</p>
          <Button onClick={() => setSeen(card.digest)}>I have read it again</Button>
        </div>
      ) : (
        <Decide card={card} onAsked={setAsked} />
      )}
      <p className={styles.hash}>
        {isPending
          ? `${card.may_vote ? "Your" : "An"} approval covers exactly this call, `
          : "The votes are for exactly this call, "}
        <code title={card.digest}>{`${card.digest.slice(0, 4)}…${card.digest.slice(-4)}`}</code>.{" "}
        {isPending && <Deadline until={card.expires_at} due={card.due_at} />}
      </p>
    </div>
  );
}

function factsOf(card: ApprovalCard): [string, ReactElement | string][] {
  const hosts = card.hosts.length > 0 ? `, reaches ${card.hosts.map(visible).join(", ")}` : "";
  return [
    ["Blast radius", `${plural(card.targets.length, "target")}${hosts}`],
    ["Writes", WRITES[card.effect] ?? words(card.effect)],
    ["Risk", words(card.risk)],
    ["Taken back by", card.rollback ? <code key="r">{card.rollback}</code> : "Nothing"],
    ["Held because", visible(card.why_held)],
    [
      "Asked by",
      <span key="a">
        {visible(card.requester.name)}
        {card.case_id && (
          <>
            {" for "}
            <Link to="/cases/$ref" params={{ ref: card.case_id }} className={styles.link ?? ""}>
              its case
            </Link>
          </>
        )}
      </span>,
    ],
    ["Dry run", card.dry_run ? visible(card.dry_run.summary || "There was one") : "None"],
    ["Costs at most", `${card.most.usd > 0 ? `${card.most.usd} USD, ` : ""}${card.most.seconds} s`],
  ];
}

const WRITES: Record<string, string> = {
  read: "Nothing",
  idempotent: "The same again changes nothing",
  non_idempotent: "Once; a second time would do it again",
  destructive: "Once, and takes something away",
};
