/** LendForm: let a person vote on one's behalf, on one call or on everything, for a time and a reason. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactElement, type SyntheticEvent, useState } from "react";
import { api, read } from "../../api/client";
import type { Lent } from "../../api/shapes";
import { Button } from "../../components/Button";
import { visible } from "../../lib/format";
import styles from "./Decide.module.css";

const HOUR_MS = 3_600_000;
const TIMES = [
  ["8", "8 hours"],
  ["24", "a day"],
  ["168", "a week"],
] as const;

/** Without an `approvalId` it is for everything that one may vote on. */
export function LendForm({ approvalId, onBack }: { approvalId?: string; onBack?: () => void }): ReactElement {
  const queries = useQueryClient();
  const [to, setTo] = useState("");
  const [reason, setReason] = useState("");
  const [hours, setHours] = useState("8");
  const lend = useMutation({
    mutationFn: () => {
      if (approvalId !== undefined) {
        const params = { path: { approval_id: approvalId } };
        const body = { to, reason };
        return read<Lent>(api.POST("/api/v1/approvals/{approval_id}/delegate", { params, body }));
      }
      const until = new Date(Date.now() + Number(hours) * HOUR_MS).toISOString();
      return read<Lent>(api.POST("/api/v1/delegations", { body: { to, reason, until } }));
    },
    onSuccess: () => {
      setTo("");
      setReason("");
      void queries.invalidateQueries({ queryKey: ["delegations"] });
    },
  });
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    lend.mutate();
  };
  return (
    <form className={styles.form} onSubmit={send}>
      <label className={styles.why}>
        Who votes for you? Their name, or the id where several have it
        <input value={to} onChange={(event) => setTo(event.target.value)} maxLength={200} autoComplete="off" required />
      </label>
      <label className={styles.why}>
        Why?
        <input value={reason} onChange={(event) => setReason(event.target.value)} maxLength={1000} required />
      </label>
      {approvalId === undefined && (
        <label className={styles.why}>
          For how long?
          <select value={hours} onChange={(event) => setHours(event.target.value)}>
            {TIMES.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </label>
      )}
      <p className={styles.about}>
        They vote in your place, never beside you, and not on what they or you asked for
        {approvalId === undefined ? "." : ". It ends with this request."}
      </p>
      <div className={styles.buttons}>
        <Button type="submit" disabled={lend.isPending}>
          Let them vote
        </Button>
        {onBack && (
          <Button kind="ghost" onClick={onBack}>
            Back
          </Button>
        )}
      </div>
      {lend.error && <p role="alert">{visible(lend.error.message)}</p>}
      {lend.data && <p role="status">They may vote for you now.</p>}
    </form>
  );
}
