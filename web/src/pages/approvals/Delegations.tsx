/** Delegations: who votes on whose behalf now; nothing stands here where nobody does and nobody may. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { api, read } from "../../api/client";
import { delegations, me } from "../../api/queries";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Failed } from "../../components/Feedback";
import { Table } from "../../components/Table";
import { Time } from "../../components/Time";
import { plural, visible } from "../../lib/format";
import styles from "./ApprovalsPage.module.css";
import { LendForm } from "./LendForm";

export function Delegations({ mayLend }: { mayLend: boolean }): ReactElement | null {
  const queries = useQueryClient();
  const who = useQuery(me).data;
  const found = useQuery(delegations);
  const [lends, setLends] = useState(false);
  const revoke = useMutation({
    mutationFn: (id: string) =>
      read(api.POST("/api/v1/delegations/{delegation_id}/revoke", { params: { path: { delegation_id: id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["delegations"] }),
  });
  const items = found.data?.items ?? [];
  const canLend = mayLend && who !== undefined && who.auth !== "loopback";
  if (items.length === 0 && !canLend && !found.error) return null;
  const mayRevoke = (from: string) => from === who?.id || (who?.permissions.includes("roles.manage") ?? false);
  return (
    <div className={styles.below}>
      <Card title="Votes for others" aside={plural(items.length, "delegation")}>
        {found.error ? (
          <Failed error={found.error} what="list of delegations" retry={() => void found.refetch()} />
        ) : items.length === 0 ? (
          <p className={styles.detail}>Nobody votes on anybody else&rsquo;s behalf.</p>
        ) : (
          <Table
            label="Delegations"
            rows={items}
            id={(item) => item.delegation_id}
            columns={[
              { head: "For", cell: (item) => <Person name={item.from_name} id={item.from_principal} me={who?.id} /> },
              { head: "Votes", cell: (item) => <Person name={item.to_name} id={item.to_principal} me={who?.id} /> },
              { head: "On", cell: (item) => (item.approval_id ? <OneCall id={item.approval_id} /> : "Everything") },
              { head: "Because", cell: (item) => visible(item.reason) },
              { head: "Until", cell: (item) => <Time at={item.until} day />, width: "128px" },
              {
                head: "End it",
                cell: (item) =>
                  mayRevoke(item.from_principal) ? (
                    <Button kind="ghost" onClick={() => revoke.mutate(item.delegation_id)} disabled={revoke.isPending}>
                      End<span className="sr"> the delegation to {visible(item.to_name)}</span>
                    </Button>
                  ) : (
                    ""
                  ),
                align: "right",
                width: "84px",
              },
            ]}
          />
        )}
        {revoke.error && <p role="alert">{visible(revoke.error.message)}</p>}
        {canLend && (
          <div className={styles.lend}>
            {lends ? (
              <LendForm onBack={() => setLends(false)} />
            ) : (
              <Button onClick={() => setLends(true)}>Let somebody vote for you</Button>
            )}
          </div>
        )}
      </Card>
    </div>
  );
}

/** Several may have one name: the id tells them apart. */
function Person({ name, id, me: mine }: { name: string; id: string; me: string | undefined }): ReactElement {
  return <span title={id}>{id === mine ? `${visible(name)} (you)` : visible(name)}</span>;
}

function OneCall({ id }: { id: string }): ReactElement {
  return (
    <Link to="/approvals/$id" params={{ id }}>
      <code>{id}</code>
    </Link>
  );
}
