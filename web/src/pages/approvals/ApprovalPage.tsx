/** ApprovalPage: the whole of one approval: the call, the rules that hold it, what a dry run said, the votes. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { approval } from "../../api/queries";
import type { ApprovalCard } from "../../api/shapes";
import { Card } from "../../components/Card";
import { Facts } from "../../components/Facts";
import { Failed, Loading } from "../../components/Feedback";
import { Json } from "../../components/Json";
import { PageHead } from "../../components/PageHead";
import { Pill } from "../../components/Pill";
import { toneOf } from "../../components/states";
import { Time } from "../../components/Time";
import { visible, words } from "../../lib/format";
import { ApprovalPanel } from "./ApprovalPanel";
import styles from "./ApprovalPage.module.css";

export function ApprovalPage(): ReactElement {
  const { id } = useParams({ from: "/shell/approvals/$id" });
  const found = useQuery(approval(id));
  if (found.error) return <Failed whole error={found.error} what="approval" retry={() => void found.refetch()} />;
  if (!found.data) return <Loading height={560} />;
  const card = found.data;
  return (
    <>
      <PageHead title={visible(card.reason)}>
        <Pill tone={toneOf(card.state)}>{words(card.state)}</Pill>
      </PageHead>
      <div className={styles.columns}>
        <div className={styles.column}>
          <Card title="The call" accent={card.state === "pending"}>
            <ApprovalPanel id={id} />
          </Card>
        </div>
        <div className={styles.column}>
          <Rules card={card} />
          <Card title="Dry run">
            {card.dry_run ? (
              <>
                <p className={styles.summary}>{visible(card.dry_run.summary)}</p>
                <Json value={card.dry_run.value ?? card.dry_run} label="What the dry run answered" />
              </>
            ) : (
              <p className={styles.quiet}>This tool has no dry run.</p>
            )}
          </Card>
          <History card={card} />
        </div>
      </div>
    </>
  );
}

function Rules({ card }: { card: ApprovalCard }): ReactElement {
  return (
    <Card title="Policy" aside={<code>{card.policy.rule_ids.join(", ")}</code>}>
      <ol className={styles.trace}>
        {card.policy.trace.map((word) => (
          <li key={word.guard + word.rule_ids.join()}>
            <Pill tone={toneOf(word.answer)}>{words(word.answer)}</Pill>
            <span>
              <strong>{words(word.guard)}</strong> {visible(word.reason)}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function History({ card }: { card: ApprovalCard }): ReactElement {
  return (
    <Card title="History">
      <Facts
        items={[
          ["Asked", <Time key="a" at={card.created_at} day />],
          ["By", `${visible(card.requester.name)} (${words(card.requester.kind).toLowerCase()})`],
          ...(card.requester.on_behalf_of ? [["For", visible(card.requester.on_behalf_of)] as [string, string]] : []),
          ...(card.confidence === null ? [] : [["Confidence", card.confidence.toFixed(2)] as [string, string]]),
          ["Expires", <Time key="e" at={card.expires_at} day />],
          ...(card.decided_at
            ? [["Decided", <Time key="d" at={card.decided_at} day />] as [string, ReactElement]]
            : []),
        ]}
      />
      <ul className={styles.votes}>
        {card.votes.map((vote) => (
          <li key={vote.at}>
            <Pill tone={vote.verdict === "approve" ? "ok" : "bad"}>
              {vote.verdict === "approve" ? "Approved" : "Rejected"}
            </Pill>
            <span>
              {visible(vote.principal_id)}, <Time at={vote.at} day /> {visible(vote.comment)}
            </span>
          </li>
        ))}
      </ul>
      <p className={styles.quiet}>The same from a terminal:</p>
      <Json value={card.command} label="Command" />
    </Card>
  );
}
