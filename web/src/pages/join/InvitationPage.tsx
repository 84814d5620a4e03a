/** InvitationPage: who holds the link becomes a member; the link stands behind the #, which goes to no server. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type SyntheticEvent, type ReactElement, useState } from "react";
import { api, read } from "../../api/client";
import type { InvitedTo } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Facts } from "../../components/Facts";
import { Failed, Skeleton } from "../../components/Feedback";
import { Time } from "../../components/Time";
import { visible, words } from "../../lib/format";
import { Door, Field, PASSWORD_HINT, Wrong } from "../login/Door";
import styles from "../login/LoginPage.module.css";

export function InvitationPage(): ReactElement {
  const [link] = useState(() => location.hash.slice(1));
  const found = useQuery({
    queryKey: ["invited-to", link],
    queryFn: () => read<InvitedTo>(api.POST("/api/v1/invitation", { body: { link } })),
    retry: false,
    staleTime: Infinity,
  });
  return (
    <Door title="Invitation">
      {found.error ? (
        <>
          <Failed error={found.error} what="invitation" retry={() => void found.refetch()} />
          <p>
            <Link to="/login">Sign in</Link>
          </p>
        </>
      ) : !found.data ? (
        <Skeleton height={260} />
      ) : (
        <Accept link={link} to={found.data} />
      )}
    </Door>
  );
}

function Accept({ link, to }: { link: string; to: InvitedTo }): ReactElement {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const navigate = useNavigate();
  const queries = useQueryClient();
  const accept = useMutation({
    mutationFn: () => read(api.POST("/api/v1/invitation/accept", { body: { link, name, password } })),
    onSuccess: async () => {
      setPassword("");
      queries.clear();
      await navigate({ to: "/cases" });
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    accept.mutate();
  };
  return (
    <>
      <Facts
        items={[
          ["Tenant", visible(to.tenant_name)],
          ["Role", words(to.role)],
          ["For", visible(to.email)],
          ["Good until", <Time key="until" at={to.expires_at} day />],
        ]}
      />
      <form className={styles.way} onSubmit={submit}>
        {!to.known && <Field label="Your name" value={name} onChange={setName} autoComplete="name" />}
        {to.known && !to.signed_in && <p>You have signed in here before: give the password that you have.</p>}
        {!to.signed_in && (
          <Field
            label={to.known ? "Password" : "Choose a password"}
            type="password"
            value={password}
            onChange={setPassword}
            autoComplete={to.known ? "current-password" : "new-password"}
            {...(!to.known && { hint: PASSWORD_HINT })}
          />
        )}
        <Button kind="primary" type="submit" disabled={accept.isPending}>
          {accept.isPending ? "Joining…" : "Join"}
        </Button>
        <Wrong error={accept.error} />
      </form>
    </>
  );
}
