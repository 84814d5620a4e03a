/** CommentForm: say something on the case, for everybody who works on it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, type ReactElement, type SyntheticEvent, useState } from "react";
import { api, read } from "../../api/client";
import { me } from "../../api/queries";
import type { Case } from "../../api/shapes";
import { Button } from "../../components/Button";
import { visible } from "../../lib/format";
import styles from "./CommentForm.module.css";

export function CommentForm({ item }: { item: Case }): ReactElement | null {
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const may = useQuery(me).data?.permissions.includes("cases.write") ?? false;
  const say = useMutation({
    mutationFn: () =>
      read<Case>(
        api.POST("/api/v1/cases/{ref}/comment", {
          params: { path: { ref: item.number } },
          body: { text: text.trim() },
        }),
      ),
    onSuccess: () => setText(""),
    onSettled: () => queries.invalidateQueries({ queryKey: ["timeline", item.number] }),
  });
  if (!may || item.state === "merged") return null;
  const isReady = text.trim() !== "" && !say.isPending;
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    if (isReady) say.mutate();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send(event);
  };
  return (
    <form className={styles.form} onSubmit={send}>
      <label className={styles.label}>
        Comment
        <textarea
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          rows={2}
          maxLength={4000}
        />
      </label>
      <Button type="submit" disabled={!isReady}>
        Add comment
      </Button>
      {say.error && <p role="alert">{visible(say.error.message)}</p>}
    </form>
  );
}
