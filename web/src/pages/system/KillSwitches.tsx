/** KillSwitches: what was stopped at once, by whom and why; engaging one waits for no queue. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SyntheticEvent, type ReactElement, useState } from "react";
import { api, read } from "../../api/client";
import { me } from "../../api/queries";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Failed, Skeleton } from "../../components/Feedback";
import { Pill } from "../../components/Pill";
import { visible } from "../../lib/format";
import styles from "./System.module.css";

interface Switch {
  scope: string;
  engaged: boolean;
  reason?: string;
}

export function KillSwitches(): ReactElement {
  const found = useQuery({
    queryKey: ["kill-switches"],
    queryFn: () => read<{ items: Switch[]; engaged: number }>(api.GET("/api/v1/kill-switches")),
  });
  const may = useQuery(me).data?.permissions.includes("kill_switch.use") ?? false;
  return (
    <Card
      title="Kill switches"
      aside={
        found.data && (
          <Pill tone={found.data.engaged > 0 ? "bad" : "ok"}>
            {found.data.engaged > 0 ? `${found.data.engaged} engaged` : "None engaged"}
          </Pill>
        )
      }
    >
      {found.error ? (
        <Failed error={found.error} what="kill switches" retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton height={80} />
      ) : (
        <ul className={styles.switches}>
          {found.data.items.map((item) => (
            <li key={item.scope}>
              <code>{visible(item.scope)}</code> <span>{visible(item.reason ?? "")}</span>
              <Pill tone={item.engaged ? "bad" : "neutral"}>{item.engaged ? "Engaged" : "Lifted"}</Pill>
            </li>
          ))}
        </ul>
      )}
      {may && <Engage />}
    </Card>
  );
}

function Engage(): ReactElement {
  const queries = useQueryClient();
  const [scope, setScope] = useState("tenant");
  const [reason, setReason] = useState("");
  const engage = useMutation({
    mutationFn: () => read(api.POST("/api/v1/kill-switches", { body: { scope, reason } })),
    onSuccess: () => {
      setReason("");
      return queries.invalidateQueries({ queryKey: ["kill-switches"] });
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    engage.mutate();
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <input
        aria-label="What to stop: tenant, agent:NAME or tool:NAME"
        value={scope}
        onChange={(event) => setScope(event.target.value)}
        required
      />
      <input
        aria-label="Why"
        placeholder="Why"
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        required
      />
      <Button kind="danger" type="submit" disabled={engage.isPending}>
        Stop effects
      </Button>
      {engage.error && <p role="alert">{visible(engage.error.message)}</p>}
    </form>
  );
}
