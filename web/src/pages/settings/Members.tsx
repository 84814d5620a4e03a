/** Members: who belongs to this tenant, in which role; a link that invites somebody is shown once. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SyntheticEvent, type ReactElement, useState } from "react";
import { api, read } from "../../api/client";
import { invitations, me, members, roles } from "../../api/queries";
import type { Invited, Member } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Copy } from "../../components/Copy";
import { Empty, Failed, Skeleton } from "../../components/Feedback";
import { Json } from "../../components/Json";
import { Pill } from "../../components/Pill";
import { Table } from "../../components/Table";
import { Time } from "../../components/Time";
import { plural, visible, words } from "../../lib/format";
import { Wrong } from "../login/Door";
import styles from "./Settings.module.css";

interface Rights {
  manage: boolean;
}

export function Members({ manage }: Rights): ReactElement {
  const found = useQuery(members);
  return (
    <Card title="Members" aside={found.data ? plural(found.data.items.length, "member") : undefined}>
      {found.error ? (
        <Failed error={found.error} what="list of members" retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton height={120} />
      ) : found.data.items.length === 0 ? (
        <Empty title="There is no member yet">Invite somebody: they choose a password, and sign in with it.</Empty>
      ) : (
        <List items={found.data.items} manage={manage} />
      )}
      {manage && <Invite />}
      {manage && <Open />}
    </Card>
  );
}

function List({ items, manage }: Rights & { items: Member[] }): ReactElement {
  const own = useQuery(me).data?.id;
  const queries = useQueryClient();
  const [link, setLink] = useState("");
  const act = useMutation({
    mutationFn: async ({ id, verb }: { id: string; verb: "disable" | "enable" | "remove" | "reset" }) => {
      const params = { path: { person_id: id } };
      if (verb === "reset") return read<{ link: string }>(api.POST("/api/v1/members/{person_id}/reset", { params }));
      await read(api.POST(`/api/v1/members/{person_id}/${verb}` as "/api/v1/members/{person_id}/remove", { params }));
      return { link: "" };
    },
    onSuccess: (made) => setLink(made.link),
    onSettled: () => queries.invalidateQueries({ queryKey: ["members"] }),
  });
  return (
    <>
      <Table
        label="Members"
        rows={items}
        id={(item) => item.person_id}
        columns={[
          {
            head: "Who",
            cell: (item) => (
              <>
                <div>{visible(item.name)}</div>
                <div className={styles.second}>{visible(item.email)}</div>
              </>
            ),
          },
          { head: "Role", cell: (item) => <Role member={item} fixed={item.principal_id === own} /> },
          { head: "Since", cell: (item) => <Time at={item.created_at} day /> },
          {
            head: "State",
            cell: (item) => (item.status === "active" ? <Pill tone="ok">Active</Pill> : <Pill>Shut out</Pill>),
          },
          ...(manage
            ? [
                {
                  head: "Change",
                  align: "right" as const,
                  cell: (item: Member) => (
                    <Verbs member={item} act={(verb) => act.mutate({ id: item.person_id, verb })} />
                  ),
                },
              ]
            : []),
        ]}
      />
      <Wrong error={act.error} />
      {link && <Once link={link} what="It sets another password, and is good for a day." />}
    </>
  );
}

function Role({ member, fixed }: { member: Member; fixed: boolean }): ReactElement {
  const queries = useQueryClient();
  const known = useQuery(roles).data?.items ?? [{ role: member.role }];
  const change = useMutation({
    mutationFn: (role: string) =>
      read(
        api.POST("/api/v1/members/{person_id}/role", {
          params: { path: { person_id: member.person_id } },
          body: { role },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ["members"] }),
  });
  if (fixed) return <>{words(member.role)}</>;
  return (
    <>
      <select
        className={styles.role}
        aria-label={`Role of ${visible(member.name)}`}
        value={member.role}
        disabled={change.isPending}
        onChange={(event) => change.mutate(event.target.value)}
      >
        {known.map((item) => (
          <option key={item.role} value={item.role}>
            {words(item.role)}
          </option>
        ))}
      </select>
      <Wrong error={change.error} />
    </>
  );
}

function Verbs({ member, act }: { member: Member; act: (verb: "disable" | "enable" | "remove" | "reset") => void }) {
  const [sure, setSure] = useState(false);
  const name = <span className="sr"> {visible(member.name)}</span>;
  if (sure)
    return (
      <span className={styles.verbs}>
        <Button kind="danger" onClick={() => act("remove")}>
          Remove{name}
        </Button>
        <Button kind="ghost" onClick={() => setSure(false)}>
          Keep{name}
        </Button>
      </span>
    );
  return (
    <span className={styles.verbs}>
      <Button kind="ghost" onClick={() => act("reset")}>
        Reset password<span className="sr"> of {visible(member.name)}</span>
      </Button>
      <Button kind="ghost" onClick={() => act(member.status === "active" ? "disable" : "enable")}>
        {member.status === "active" ? "Shut out" : "Let in"}
        {name}
      </Button>
      <Button kind="ghost" onClick={() => setSure(true)}>
        Remove…{name}
      </Button>
    </span>
  );
}

function Invite(): ReactElement {
  const queries = useQueryClient();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState("viewer");
  const known = useQuery(roles).data?.items ?? [{ role: "viewer" }];
  const invite = useMutation({
    mutationFn: () => read<Invited>(api.POST("/api/v1/invitations", { body: { email, role } })),
    onSuccess: () => {
      setEmail("");
      return queries.invalidateQueries({ queryKey: ["invitations"] });
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    invite.mutate();
  };
  return (
    <>
      <form className={styles.form} onSubmit={submit}>
        <input
          type="email"
          aria-label="E-mail of whom to invite"
          placeholder="E-mail"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          required
          maxLength={254}
          autoComplete="off"
        />
        <select aria-label="Role of whom to invite" value={role} onChange={(event) => setRole(event.target.value)}>
          {known.map((item) => (
            <option key={item.role} value={item.role}>
              {words(item.role)}
            </option>
          ))}
        </select>
        <Button type="submit" disabled={invite.isPending}>
          Invite
        </Button>
      </form>
      <Wrong error={invite.error} />
      {invite.data && <Once link={invite.data.link} what="It makes one person a member, within a week." />}
    </>
  );
}

function Open(): ReactElement | null {
  const queries = useQueryClient();
  const found = useQuery(invitations);
  const revoke = useMutation({
    mutationFn: (id: string) =>
      read(api.POST("/api/v1/invitations/{invitation_id}/revoke", { params: { path: { invitation_id: id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["invitations"] }),
  });
  if (found.error) return <Failed error={found.error} what="list of invitations" retry={() => void found.refetch()} />;
  if (!found.data || found.data.items.length === 0) return null;
  return (
    <div className={styles.under}>
      <h3>Open invitations</h3>
      <Table
        label="Open invitations"
        rows={found.data.items}
        id={(item) => item.invitation_id}
        columns={[
          { head: "For", cell: (item) => visible(item.email) },
          { head: "Role", cell: (item) => words(item.role) },
          { head: "Good until", cell: (item) => <Time at={item.expires_at} day /> },
          {
            head: "Change",
            align: "right",
            cell: (item) => (
              <Button kind="ghost" onClick={() => revoke.mutate(item.invitation_id)}>
                Revoke<span className="sr"> the invitation of {visible(item.email)}</span>
              </Button>
            ),
          },
        ]}
      />
      <Wrong error={revoke.error} />
    </div>
  );
}

function Once({ link, what }: { link: string; what: string }): ReactElement {
  return (
    <div className={styles.once} role="status">
      <p>Copy this link now and send it to them: it is shown this once. {what}</p>
      <Json value={link} label="The link" />
      <Copy text={link} label="Copy link" />
    </div>
  );
}
