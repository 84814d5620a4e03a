/** CommentForm: say something on the case, for everybody who works on it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, read } from "../../api/client";
import { me } from "../../api/queries";
import type { Case } from "../../api/shapes";
import { ReasonForm } from "../approvals/ReasonForm";

/** As many characters as the server takes. */
const MOST = 4000;

export function CommentForm({ item }: { item: Case }): ReactElement | null {
  const queries = useQueryClient();
  const may = useQuery(me).data?.permissions.includes("cases.write") ?? false;
  const say = useMutation({
    mutationFn: (text: string) =>
      read<Case>(api.POST("/api/v1/cases/{ref}/comment", { params: { path: { ref: item.number } }, body: { text } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["timeline", item.number] }),
  });
  if (!may || item.state === "merged") return null;
  return (
    <ReasonForm
      label="Comment"
      button="Add comment"
      isPending={say.isPending}
      error={say.error}
      onSend={(text, clear) => say.mutate(text, { onSuccess: clear })}
      most={MOST}
      takesFocus={false}
    />
  );
}
