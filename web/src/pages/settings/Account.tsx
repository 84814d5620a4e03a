/** Account: who one is, one's other tenants, one's password, and where one is signed in. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type SyntheticEvent, type ReactElement, useState } from "react";
import { api, read } from "../../api/client";
import { me, ownSessions, session } from "../../api/queries";
import type { Session } from "../../api/shapes";
import { Ago } from "../../components/Ago";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Facts } from "../../components/Facts";
import { Failed, Skeleton } from "../../components/Feedback";
import { Pill } from "../../components/Pill";
import { Table } from "../../components/Table";
import { plural, visible, words } from "../../lib/format";
import { useSwitch } from "../../shell/TenantSwitch";
import { PASSWORD_HINT, Wrong } from "../login/Door";
import styles from "./Settings.module.css";

export function Account(): ReactElement | null {
  const who = useQuery(me).data;
  const isPerson = who?.auth.startsWith("session:") ?? false;
  const found = useQuery({ ...session, enabled: isPerson }).data;
  if (!who) return null;
  const person = found?.person;
  return (
    <>
      <Card title="You">
        <Facts
          items={[
            ["Name", visible(who.name)],
            ...(person ? ([["E-mail", visible(person.email)]] as [string, string][]) : []),
            ["Role", words(who.role)],
            ["Tenant", visible(who.tenant)],
            ["Signed in", signedIn(who.auth, person?.method ?? "")],
          ]}
        />
        {found && found.tenants.length > 1 && <OtherTenants found={found} />}
        {who.auth !== "loopback" && <LogOut />}
      </Card>
      {person?.method === "password" && <Password />}
      {isPerson && <Sessions />}
    </>
  );
}

function signedIn(auth: string, method: string): string {
  if (auth === "loopback") return "Not needed on this machine";
  if (auth.startsWith("session:")) return method === "oidc" ? "At the identity provider" : "With a password";
  return auth.startsWith("token:") ? "With a token" : visible(auth);
}

function LogOut(): ReactElement {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const logout = useMutation({
    mutationFn: () => read(api.DELETE("/api/v1/session")),
    onSuccess: async () => {
      queries.clear();
      await navigate({ to: "/login" });
    },
  });
  return (
    <div className={styles.out}>
      <Button onClick={() => logout.mutate()}>Log out</Button>
      <Wrong error={logout.error} />
    </div>
  );
}

function OtherTenants({ found }: { found: Session }): ReactElement {
  const go = useSwitch();
  return (
    <div className={styles.form}>
      <select
        aria-label="Tenant"
        value={found.tenant}
        disabled={go.isPending}
        onChange={(event) => go.mutate(event.target.value)}
      >
        {found.tenants.map((one) => (
          <option key={one.tenant} value={one.tenant}>
            {visible(one.name)} ({words(one.role)})
          </option>
        ))}
      </select>
      <Wrong error={go.error} />
    </div>
  );
}

function Password(): ReactElement {
  const [old, setOld] = useState("");
  const [wanted, setWanted] = useState("");
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: () => read(api.POST("/api/v1/account/password", { body: { old, new: wanted } })),
    onSuccess: () => {
      setOld("");
      setWanted("");
      return queries.invalidateQueries({ queryKey: ["own-sessions"] });
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <Card title="Password">
      <p className={styles.second}>{PASSWORD_HINT} Your other sessions end.</p>
      <form className={styles.form} onSubmit={submit}>
        <input
          type="password"
          aria-label="Password you have"
          placeholder="Password you have"
          value={old}
          onChange={(event) => setOld(event.target.value)}
          autoComplete="current-password"
          required
        />
        <input
          type="password"
          aria-label="New password"
          placeholder="New password"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
          autoComplete="new-password"
          required
        />
        <Button type="submit" disabled={change.isPending}>
          {change.isPending ? "Changing…" : "Change"}
        </Button>
      </form>
      <Wrong error={change.error} />
      {change.isSuccess && <p role="status">The password is changed.</p>}
    </Card>
  );
}

function Sessions(): ReactElement {
  const queries = useQueryClient();
  const found = useQuery(ownSessions);
  const end = useMutation({
    mutationFn: (id: string) =>
      read(api.POST("/api/v1/account/sessions/{session_id}/end", { params: { path: { session_id: id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["own-sessions"] }),
  });
  return (
    <Card title="Where you are signed in" aside={found.data ? plural(found.data.items.length, "session") : undefined}>
      {found.error ? (
        <Failed error={found.error} what="list of sessions" retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton height={80} />
      ) : (
        <Table
          label="Sessions"
          rows={found.data.items}
          id={(item) => item.session_id}
          columns={[
            {
              head: "Browser",
              cell: (item) => (
                <>
                  <div>{visible(browser(item.agent))}</div>
                  <div className={styles.second}>{visible(`${item.address} · ${item.tenant}`)}</div>
                </>
              ),
            },
            { head: "Last used", cell: (item) => <Ago at={item.seen_at} /> },
            {
              head: "State",
              align: "right",
              cell: (item) =>
                item.current ? (
                  <Pill tone="ok">This one</Pill>
                ) : (
                  <Button kind="ghost" onClick={() => end.mutate(item.session_id)}>
                    End<span className="sr"> the session of {visible(browser(item.agent))}</span>
                  </Button>
                ),
            },
          ]}
        />
      )}
      <Wrong error={end.error} />
    </Card>
  );
}

/** What a browser calls itself, in two words; whole where it is none of the known ones. */
function browser(agent: string): string {
  const name = /(Firefox|Edg|OPR|Chrome|Safari)\//.exec(agent)?.[1];
  const system = /(Windows|Macintosh|Android|iPhone|iPad|Linux)/.exec(agent)?.[1];
  if (!name) return agent || "unknown";
  return system ? `${name === "Edg" ? "Edge" : name === "OPR" ? "Opera" : name}, ${system}` : name;
}
