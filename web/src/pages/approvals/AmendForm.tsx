/** AmendForm: the same call with other arguments. It is another request, under another digest; this one is void. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactElement, type SyntheticEvent, useState } from "react";
import { api, Problem, read } from "../../api/client";
import { action, tool } from "../../api/queries";
import type { Action, ApprovalCard, Tool } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Failed, Skeleton } from "../../components/Feedback";
import { SchemaForm } from "../../components/SchemaForm";
import { visible } from "../../lib/format";
import { fieldsOf, made, typedOf } from "../../lib/schema";
import styles from "./Decide.module.css";

interface Props {
  card: ApprovalCard;
  onBack: () => void;
  /** The new action, which outlives this form: the request that it stands on is void by then. */
  onAsked: (actionId: string) => void;
}

export function AmendForm({ card, onBack, onAsked }: Props): ReactElement {
  const schema = useQuery(tool(card.tool));
  const asked = useQuery(action(card.action_id));
  const error = schema.error ?? asked.error;
  if (error) return <Failed error={error} what="call" />;
  if (!schema.data || !asked.data) return <Skeleton height={160} />;
  return <Form card={card} item={schema.data} asked={asked.data} onBack={onBack} onAsked={onAsked} />;
}

function Form({ card, item, asked, onBack, onAsked }: Props & { item: Tool; asked: Action }): ReactElement {
  const queries = useQueryClient();
  const fields = fieldsOf(item.schema);
  const [typed, setTyped] = useState(() => typedOf(fields, asked.arguments));
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const found = made(fields, typed);
  const send = useMutation({
    mutationFn: () =>
      read<{ action_id: string }>(
        api.POST("/api/v1/approvals/{approval_id}/amend", {
          params: { path: { approval_id: card.approval_id } },
          body: { digest: card.digest, arguments: found.arguments, reason },
        }),
      ),
    onSuccess: (made) => {
      onAsked(made.action_id);
      return queries.invalidateQueries({ queryKey: ["approvals"] });
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(found.faults).length === 0) send.mutate();
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <SchemaForm
        fields={fields}
        typed={typed}
        faults={faultsOf(tried, found.faults, send.error)}
        onChange={setTyped}
      />
      <label className={styles.why}>
        Why?
        <input value={reason} onChange={(event) => setReason(event.target.value)} maxLength={1000} required />
      </label>
      <p className={styles.about}>
        This is a new request under a new hash; the one on the screen is void, with the votes it has. From then on it is
        you who asks, so somebody else has to agree.
      </p>
      <div className={styles.buttons}>
        <Button type="submit" kind="primary" disabled={send.isPending}>
          Ask for this instead
        </Button>
        <Button kind="ghost" onClick={onBack}>
          Back
        </Button>
      </div>
      {send.error && <p role="alert">{visible(send.error.message)}</p>}
    </form>
  );
}

function faultsOf(tried: boolean, faults: Record<string, string>, error: Error | null): Record<string, string> {
  if (!tried) return {};
  return error instanceof Problem && error.field ? { ...faults, [error.field]: error.message } : faults;
}
