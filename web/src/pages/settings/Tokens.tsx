/** Tokens: who and what may call this server; a secret is shown once. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SyntheticEvent, type ReactElement, useState } from "react";
import { api, read } from "../../api/client";
import type { Page, Token } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Empty, Failed, Skeleton } from "../../components/Feedback";
import { Json } from "../../components/Json";
import { Pill } from "../../components/Pill";
import { Table } from "../../components/Table";
import { Time } from "../../components/Time";
import { plural, visible, words } from "../../lib/format";
import styles from "./Settings.module.css";

export function Tokens(): ReactElement {
  const queries = useQueryClient();
  const found = useQuery({ queryKey: ["tokens"], queryFn: () => read<Page<Token>>(api.GET("/api/v1/tokens")) });
  const revoke = useMutation({
    mutationFn: (id: string) =>
      read(api.POST("/api/v1/tokens/{token_id}/revoke", { params: { path: { token_id: id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["tokens"] }),
  });
  return (
    <Card title="Tokens" aside={found.data ? plural(found.data.items.length, "token") : undefined}>
      {found.error ? (
        <Failed error={found.error} what="list of tokens" retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton height={120} />
      ) : found.data.items.length === 0 ? (
        <Empty title="There is no token yet">On this machine none is needed.</Empty>
      ) : (
        <Table
          label="Tokens"
          rows={found.data.items}
          id={(item) => item.token_id}
          columns={[
            { head: "Name", cell: (item) => visible(item.name) },
            { head: "Role", cell: (item) => words(item.role) },
            { head: "Made", cell: (item) => <Time at={item.created_at} day /> },
            {
              head: "State",
              cell: (item) =>
                item.revoked_at ? (
                  <Pill>Revoked</Pill>
                ) : (
                  <Button kind="ghost" onClick={() => revoke.mutate(item.token_id)}>
                    Revoke<span className="sr"> {visible(item.name)}</span>
                  </Button>
                ),
              align: "right",
            },
          ]}
        />
      )}
      <NewToken />
    </Card>
  );
}

function NewToken(): ReactElement {
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [role, setRole] = useState("viewer");
  const roles = useQuery({
    queryKey: ["roles"],
    queryFn: () => read<Page<{ role: string }>>(api.GET("/api/v1/roles")),
    staleTime: Infinity,
  });
  const make = useMutation({
    mutationFn: () =>
      read<Token & { secret: string }>(api.POST("/api/v1/tokens", { body: { name, role, kind: "human", own: false } })),
    onSuccess: () => {
      setName("");
      return queries.invalidateQueries({ queryKey: ["tokens"] });
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <>
      <form className={styles.form} onSubmit={submit}>
        <input
          aria-label="Name of the new token"
          placeholder="Name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          required
          maxLength={200}
        />
        <select aria-label="Role of the new token" value={role} onChange={(event) => setRole(event.target.value)}>
          {(roles.data?.items ?? [{ role: "viewer" }]).map((item) => (
            <option key={item.role} value={item.role}>
              {words(item.role)}
            </option>
          ))}
        </select>
        <Button type="submit" disabled={make.isPending}>
          Make token
        </Button>
      </form>
      {make.error && <p role="alert">{visible(make.error.message)}</p>}
      {make.data && (
        <>
          <p className={styles.once}>Copy it now: it is shown this once.</p>
          <Json value={make.data.secret} label="Secret of the new token" />
        </>
      )}
    </>
  );
}
