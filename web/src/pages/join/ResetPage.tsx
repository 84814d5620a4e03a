/** ResetPage: who holds the link sets another password; the link stands behind the #, which goes to no server. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type SyntheticEvent, type ReactElement, useState } from "react";
import { api, read } from "../../api/client";
import { Button } from "../../components/Button";
import { Failed, Skeleton } from "../../components/Feedback";
import { visible } from "../../lib/format";
import { Door, Field, PASSWORD_HINT, Wrong } from "../login/Door";
import styles from "../login/LoginPage.module.css";

export function ResetPage(): ReactElement {
  const [link] = useState(() => location.hash.slice(1));
  const [password, setPassword] = useState("");
  const found = useQuery({
    queryKey: ["reset", link],
    queryFn: () => read<{ email: string }>(api.POST("/api/v1/reset", { body: { link } })),
    retry: false,
    staleTime: Infinity,
  });
  const change = useMutation({
    mutationFn: () => read(api.POST("/api/v1/reset/accept", { body: { link, password } })),
    onSuccess: () => setPassword(""),
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <Door title="Another password">
      {found.error ? (
        <Failed error={found.error} what="link" retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton height={140} />
      ) : change.isSuccess ? (
        <p role="status">The password is changed, and every session is ended.</p>
      ) : (
        <form className={styles.way} onSubmit={submit}>
          <p>For {visible(found.data.email)}</p>
          <Field
            label="New password"
            type="password"
            value={password}
            onChange={setPassword}
            autoComplete="new-password"
            hint={PASSWORD_HINT}
          />
          <Button kind="primary" type="submit" disabled={change.isPending}>
            {change.isPending ? "Changing…" : "Change password"}
          </Button>
          <Wrong error={change.error} />
        </form>
      )}
      <p>
        <Link to="/login">Sign in</Link>
      </p>
    </Door>
  );
}
