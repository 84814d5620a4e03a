/** Retention: how many days each kind of data is kept, and how much is let in; both are the tenant's own. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactElement, type SyntheticEvent, useState } from "react";
import { api, Problem, read } from "../../api/client";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Failed, Skeleton } from "../../components/Feedback";
import { visible, words } from "../../lib/format";
import styles from "./Settings.module.css";

interface Kept {
  retention_days: Record<string, number>;
  quotas: Record<string, number>;
}
type Group = keyof Kept;
type Typed = Record<Group, Record<string, string>>;

export function Retention({ mayChange }: { mayChange: boolean }): ReactElement {
  const found = useQuery({ queryKey: ["settings"], queryFn: () => read<Kept>(api.GET("/api/v1/settings")) });
  return (
    <Card title="Retention and limits">
      {found.error ? (
        <Failed error={found.error} what="settings" retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton height={320} />
      ) : (
        <Form key={JSON.stringify(found.data)} kept={found.data} mayChange={mayChange} />
      )}
    </Card>
  );
}

function Form({ kept, mayChange }: { kept: Kept; mayChange: boolean }): ReactElement {
  const queries = useQueryClient();
  const [typed, setTyped] = useState<Typed>({ retention_days: {}, quotas: {} });
  const wrong = faults(typed);
  const save = useMutation({
    mutationFn: () =>
      read<Kept>(
        api.POST("/api/v1/settings", {
          body: { retention_days: numbers(typed.retention_days), quotas: numbers(typed.quotas) },
        }),
      ),
    onSuccess: (after) => queries.setQueryData(["settings"], after),
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const rows = (group: Group, unit: string) =>
    Object.entries(kept[group]).map(([name, value]) => {
      const text = typed[group][name] ?? String(value);
      return (
        <label key={name} className={styles.setting}>
          <span>{words(name)}</span>
          {mayChange ? (
            <input
              inputMode="numeric"
              value={text}
              aria-invalid={wrong.has(`${group}.${name}`)}
              onChange={(event) =>
                setTyped({ ...typed, [group]: { ...typed[group], [name]: event.target.value.trim() } })
              }
            />
          ) : (
            <strong>{value}</strong>
          )}
          <span className={styles.quiet}>{text === "0" ? (unit === "days" ? "for ever" : "no limit") : unit}</span>
        </label>
      );
    });
  const isChanged = Object.keys({ ...typed.retention_days, ...typed.quotas }).length > 0;
  return (
    <form onSubmit={submit}>
      <h3>Kept for</h3>
      <div className={styles.settings}>{rows("retention_days", "days")}</div>
      <h3 className={styles.part}>Let in at most</h3>
      <div className={styles.settings}>{rows("quotas", "")}</div>
      <p className={styles.quiet}>Reports, cases and the audit log are kept for ever.</p>
      {mayChange && (
        <p className={styles.out}>
          <Button type="submit" kind="primary" disabled={!isChanged || wrong.size > 0 || save.isPending}>
            Save
          </Button>
        </p>
      )}
      {wrong.size > 0 && <p role="alert">{[...wrong].map(lastWord).join(", ")}: a whole number, 0 or more.</p>}
      {save.error && (
        <p role="alert">
          {save.error instanceof Problem && save.error.field ? `${words(lastWord(save.error.field))}: ` : ""}
          {visible(save.error.message)}
        </p>
      )}
      {save.isSuccess && !isChanged && <p role="status">Saved.</p>}
    </form>
  );
}

const lastWord = (path: string): string => path.split(".").pop() ?? path;

const numbers = (typed: Record<string, string>): Record<string, number> =>
  Object.fromEntries(Object.entries(typed).map(([name, text]) => [name, Number(text)]));

function faults(typed: Typed): Set<string> {
  const all = (Object.keys(typed) as Group[]).flatMap((group) =>
    Object.entries(typed[group]).map(([name, text]) => [`${group}.${name}`, text] as const),
  );
  return new Set(all.filter(([, text]) => !/^\d{1,12}$/.test(text)).map(([name]) => name));
}
