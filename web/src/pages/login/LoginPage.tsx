/** LoginPage: the token goes to the server once and stays in a cookie that no script can read. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type SyntheticEvent, type ReactElement, useState } from "react";
import { api, read } from "../../api/client";
import { Button } from "../../components/Button";
import { visible } from "../../lib/format";
import styles from "./LoginPage.module.css";

export function LoginPage(): ReactElement {
  const [token, setToken] = useState("");
  const navigate = useNavigate();
  const queries = useQueryClient();
  const login = useMutation({
    mutationFn: () => read(api.POST("/api/v1/session", { headers: { Authorization: `Bearer ${token.trim()}` } })),
    onSuccess: async () => {
      setToken("");
      await queries.resetQueries();
      const next = new URLSearchParams(location.search).get("next") ?? "/";
      await navigate({ to: next.startsWith("/") && !next.startsWith("//") ? next : "/" });
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    login.mutate();
  };
  return (
    <main className={styles.page}>
      <form className={styles.form} onSubmit={submit}>
        <h1>Rootward</h1>
        <p>This server asks who you are. Make a token with `rootward keys create`, or ask an administrator for one.</p>
        <label>
          Token
          <input
            type="password"
            value={token}
            onChange={(event) => setToken(event.target.value)}
            autoComplete="current-password"
            placeholder="rwt_…"
            required
          />
        </label>
        <Button kind="primary" type="submit" disabled={login.isPending || token.trim() === ""}>
          {login.isPending ? "Checking…" : "Log in"}
        </Button>
        {login.error && (
          <p role="alert" className={styles.error}>
            {visible(login.error.message)}
          </p>
        )}
      </form>
    </main>
  );
}
