/** ApprovalPage: the whole of one approval: the call, the rules that hold it, what a dry run said, the votes. */
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
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
import { useNow } from "../../lib/now";
import { ApprovalPanel } from "./ApprovalPanel";
import styles from "./ApprovalPage.module.css";
import { stateWord } from "./words";

export function ApprovalPage(): ReactElement {
  const { id } = useParams({ from: "/shell/approvals/$id" });
  const found = useQuery(approval(id));
  const now = useNow();
  if (found.error) {
    return (
      <Failed whole error={found.error} what="approval" retry={() => void found.refetch()}>
        <Link to="/approvals" className={styles.elsewhere ?? ""}>
          What waits now
        </Link>
      </Failed>
    );
  }
  if (!found.data) return <Loading height={560} />;
  const card = found.data;
  const state = card.state === "pending" && Date.parse(card.expires_at) <= now ? "expired" : card.state;
  return (
    <>
      <PageHead title={visible(card.reason)}>
        <Pill tone={toneOf(state)}>{stateWord(state)}</Pill>
      </PageHead>
      <div className={styles.columns}>
        <div className={styles.column}>
          <Card title="The call" accent={state === "pending"}>
            <ApprovalPanel id={id} />
          </Card>
        </div>
        <div className={styles.column}>
          <Rules card={card} />
          <Card
            title="Dry run"
            aside={card.dry_run && <code title={card.dry_run.sha256}>{card.dry_run.sha256.slice(0, 12)}</code>}
          >
            {card.dry_run ? (
              <>
                <p className={styles.summary}>{visible(card.dry_run.summary)}</p>
                {card.dry_run.value !== null && (
                  <Json value={pretty(card.dry_run.value)} label="What the dry run answered" />
                )}
                <p className={styles.quiet}>
                  It is tried again just before it is done. If it would do something else by then, people are asked
                  anew.
                </p>
              </>
            ) : (
              <p className={styles.plain}>This tool cannot say beforehand what it would do.</p>
            )}
          </Card>
          <History card={card} />
          <Exact card={card} />
        </div>
      </div>
    </>
  );
}

function Rules({ card }: { card: ApprovalCard }): ReactElement {
  return (
    <Card title="Policy" aside={<code title={card.policy.sha256}>{card.policy.rule_ids.map(visible).join(", ")}</code>}>
      <ol className={styles.trace}>
        {card.policy.trace.map((word) => (
          <li key={word.guard + word.rule_ids.join()}>
            <Pill tone={toneOf(word.answer)}>{words(word.answer)}</Pill>
            <span>
              <strong>{words(word.guard)}</strong> {visible(word.reason)}
              {word.rule_ids.length > 0 && (
                <code className={styles.rules}>{word.rule_ids.map(visible).join(", ")}</code>
              )}
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
          ["Answer due", <Time key="u" at={card.due_at} day />],
          ...moment("Decided", card.decided_at),
          ...moment("Used", card.consumed_at),
          ...moment("Reviewed", card.reviewed_at),
        ]}
      />
      {card.state === "pending" && (
        <>
          <p className={styles.quiet}>The same from a terminal:</p>
          <Json value={card.command} label="Command" />
        </>
      )}
    </Card>
  );
}

/** What the hash is of, so that whoever wants to can hash it themselves. */
function Exact({ card }: { card: ApprovalCard }): ReactElement {
  return (
    <details className={styles.exact}>
      <summary>Everything that the hash covers</summary>
      <p className={styles.quiet}>
        <code>{card.digest}</code>
      </p>
      <Json value={card.exact} label="What the hash is of" />
    </details>
  );
}

const moment = (name: string, at: string | null): [string, ReactElement][] =>
  at === null ? [] : [[name, <Time key={name} at={at} day />]];

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
