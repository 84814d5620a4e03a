/** ApprovalOfAction: the approval that an action waits for. */
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { approvals } from "../../api/queries";
import { Skeleton } from "../../components/Feedback";
import { ApprovalPanel } from "./ApprovalPanel";

export function ApprovalOfAction({ id }: { id: string }): ReactElement {
  const found = useQuery(approvals("pending"));
  if (found.isPending) return <Skeleton height={280} />;
  const item = found.data?.items.find((one) => one.action_id === id);
  return item ? <ApprovalPanel id={item.approval_id} /> : <p>It is being carried out.</p>;
}
