/** Review: what one person approved alone in an emergency is looked at by another one afterwards. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, read } from "../../api/client";
import { me } from "../../api/queries";
import type { ApprovalCard } from "../../api/shapes";
import { Time } from "../../components/Time";
import { visible } from "../../lib/format";
import { ReasonForm } from "./ReasonForm";
import styles from "./Ended.module.css";

export function Review({ card }: { card: ApprovalCard }): ReactElement {
  const queries = useQueryClient();
  const may = useQuery(me).data?.permissions.includes("approvals.review") ?? false;
  const review = useMutation({
    mutationFn: (comment: string) =>
      read<ApprovalCard>(
        api.POST("/api/v1/approvals/{approval_id}/review", {
          params: { path: { approval_id: card.approval_id } },
          body: { comment },
        }),
      ),
    onSuccess: (after) => {
      queries.setQueryData(["approval", card.approval_id], after);
      void queries.invalidateQueries({ queryKey: ["approvals"] });
    },
  });
  if (card.reviewed_at) {
    return (
      <p>
        Reviewed by {visible(card.reviewed_by ?? "somebody")}: {visible(card.review_comment ?? "")}
      </p>
    );
  }
  return (
    <div className={styles.ended}>
      <p role="note">
        <span>
          One person approved this alone in an emergency. Somebody who had no part in it looks at it until{" "}
          <Time at={card.review_due_at ?? card.created_at} day />.
        </span>
      </p>
      {may && (
        <ReasonForm
          label="What did you find?"
          button="I have looked at it"
          isPending={review.isPending}
          error={review.error}
          onSend={(comment) => review.mutate(comment)}
        />
      )}
    </div>
  );
}
