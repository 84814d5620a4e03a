/** Quorum: how many people have agreed of those who must, and who said what. */
import type { ReactElement } from "react";
import type { ApprovalCard, ApprovalVote } from "../../api/shapes";
import { Time } from "../../components/Time";
import { plural, visible, visibleLines, words } from "../../lib/format";
import styles from "./Quorum.module.css";

export function Quorum({ card, isPending }: { card: ApprovalCard; isPending: boolean }): ReactElement {
  const needed = card.quorum.people;
  const marks = Math.min(needed, 8);
  const roles = card.quorum.roles.map(words).join(" or ").toLowerCase();
  return (
    <div className={styles.quorum}>
      <span className={styles.marks} aria-hidden="true">
        {Array.from({ length: marks }, (_, place) => (
          <span key={place} className={place < card.people ? styles.given : undefined} />
        ))}
      </span>
      <div>
        <p>
          <strong>
            {card.people} of {plural(needed, "person has", "people have")} agreed
          </strong>
          {isPending &&
            (roles
              ? `, ${needed > 1 ? "each " : ""}with the role ${roles}`
              : ", and no role may: the rules agree on none")}
          {card.break_glass && ", alone in an emergency"}
        </p>
        <ul>
          {card.votes.map((vote) => (
            <li key={vote.at}>
              {who(vote)} {vote.verdict === "approve" ? "approved" : "rejected it"} at <Time at={vote.at} />
              {vote.comment && `: ${visibleLines(vote.comment)}`}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function who(vote: ApprovalVote): string {
  const name = visible(vote.principal_id);
  return vote.on_behalf_of ? `${name}, for ${visible(vote.on_behalf_of)},` : name;
}
