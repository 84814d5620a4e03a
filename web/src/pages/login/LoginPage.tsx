/** LoginPage: three ways in. What proves who one is goes to the server once, and stays in a cookie no script can read. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type SyntheticEvent, type ReactElement, useState } from "react";
import { api, read } from "../../api/client";
import { ways } from "../../api/queries";
import { Button } from "../../components/Button";
import { Failed, Skeleton } from "../../components/Feedback";
import { visible } from "../../lib/format";
import { Door, Field, Wrong } from "./Door";
import { refusal } from "./refusals";
import styles from "./LoginPage.module.css";

export function LoginPage(): ReactElement {
  const found = useQuery(ways);
  const refused = refusal(new URLSearchParams(location.search).get("refused"));
  return (
    <Door title="Rootward">
      <p>This server asks who you are.</p>
      {refused && (
        <p role="alert" className={styles.error}>
          {refused}
        </p>
      )}
      {found.error ? (
        <Failed error={found.error} what="server" retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton height={180} />
      ) : (
        <>
          {found.data.provider && <ByProvider name={found.data.provider.name} />}
          <ByPassword isFirst={!found.data.provider} />
          <details>
            <summary>Use a token</summary>
            <ByToken />
          </details>
        </>
      )}
    </Door>
  );
}

/** Where one wanted to go; an address of ours, and nothing else. */
function target(): string {
  const next = new URLSearchParams(location.search).get("next") ?? "/";
  return /^\/(?![/\\])/.test(next) ? next : "/";
}

function useEntered(): () => Promise<void> {
  const navigate = useNavigate();
  const queries = useQueryClient();
  return async () => {
    await queries.resetQueries();
    await navigate({ to: target() });
  };
}

function ByProvider({ name }: { name: string }): ReactElement {
  const begin = useMutation({
    mutationFn: () => read<{ url: string }>(api.POST("/api/v1/session/oidc", { body: { next: target() } })),
    onSuccess: ({ url }) => location.assign(url),
  });
  return (
    <>
      <Button kind="primary" onClick={() => begin.mutate()} disabled={begin.isPending}>
        Sign in with {visible(name)}
      </Button>
      <Wrong error={begin.error} />
    </>
  );
}

function ByPassword({ isFirst }: { isFirst: boolean }): ReactElement {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const entered = useEntered();
  const login = useMutation({
    mutationFn: () => read(api.POST("/api/v1/session/password", { body: { email, password, tenant: "" } })),
    onSuccess: () => {
      setPassword("");
      return entered();
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    login.mutate();
  };
  return (
    <form className={styles.way} onSubmit={submit}>
      <Field label="E-mail" type="email" value={email} onChange={setEmail} autoComplete="username" />
      <Field label="Password" type="password" value={password} onChange={setPassword} autoComplete="current-password" />
      <Button kind={isFirst ? "primary" : "secondary"} type="submit" disabled={login.isPending}>
        {login.isPending ? "Checking…" : "Sign in"}
      </Button>
      <Wrong error={login.error} />
    </form>
  );
}

function ByToken(): ReactElement {
  const [token, setToken] = useState("");
  const entered = useEntered();
  const login = useMutation({
    mutationFn: () => read(api.POST("/api/v1/session", { headers: { Authorization: `Bearer ${token.trim()}` } })),
    onSuccess: () => {
      setToken("");
      return entered();
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    login.mutate();
  };
  return (
    <form className={styles.way} onSubmit={submit}>
      <p>Make one with `rootward keys create`, or ask an administrator for one.</p>
      <Field label="Token" type="password" value={token} onChange={setToken} autoComplete="off" placeholder="rwt_…" />
      <Button type="submit" disabled={login.isPending || token.trim() === ""}>
        {login.isPending ? "Checking…" : "Log in"}
      </Button>
      <Wrong error={login.error} />
    </form>
  );
}
