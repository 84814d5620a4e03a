/** VoteForm: yes or no to the digest on the screen; a no takes a reason. Nothing is shown as done before it is. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import { api, read } from "../../api/client";
import type { ApprovalCard } from "../../api/shapes";
import { Button } from "../../components/Button";
import { visible } from "../../lib/format";
import styles from "./VoteForm.module.css";

export function VoteForm({ card }: { card: ApprovalCard }): ReactElement {
  const queries = useQueryClient();
  const [denies, setDenies] = useState(false);
  const [comment, setComment] = useState("");
  const vote = useMutation({
    mutationFn: (verdict: "approve" | "deny") => {
      const how = { params: { path: { approval_id: card.approval_id } }, body: { digest: card.digest, comment } };
      return verdict === "approve"
        ? read<ApprovalCard>(api.POST("/api/v1/approvals/{approval_id}/approve", how))
        : read<ApprovalCard>(api.POST("/api/v1/approvals/{approval_id}/deny", how));
    },
    onSuccess: (after) => {
      queries.setQueryData(["approval", card.approval_id], after);
      void queries.invalidateQueries({ queryKey: ["approvals"] });
      void queries.invalidateQueries({ queryKey: ["counts"] });
    },
  });
  if (!card.may_vote) {
    return (
      <p className={styles.not}>You cannot vote on this: {visible(card.why_not ?? "your role does not allow it")}.</p>
    );
  }
  return (
    <div className={styles.form}>
      {denies ? (
        <>
          <label className={styles.why}>
            Why not?
            <textarea value={comment} onChange={(event) => setComment(event.target.value)} rows={2} maxLength={1000} />
          </label>
          <div className={styles.buttons}>
            <Button
              kind="danger"
              disabled={comment.trim() === "" || vote.isPending}
              onClick={() => vote.mutate("deny")}
            >
              Reject with this reason
            </Button>
            <Button kind="ghost" onClick={() => setDenies(false)}>
              Back
            </Button>
          </div>
        </>
      ) : (
        <div className={styles.buttons}>
          <Button kind="primary" disabled={vote.isPending} onClick={() => vote.mutate("approve")}>
            {vote.isPending ? "Approving…" : "Approve this call"}
          </Button>
          <Button onClick={() => setDenies(true)}>Reject</Button>
        </div>
      )}
      {vote.error && <p role="alert">{visible(vote.error.message)}</p>}
    </div>
  );
}
