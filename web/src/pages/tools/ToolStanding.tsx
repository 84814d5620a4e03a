/** ToolStanding: whether a tool may be used in this tenant, what it is pinned to, and who may change that. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, read } from "../../api/client";
import { me } from "../../api/queries";
import type { Tool } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Pill } from "../../components/Pill";
import { toneOf } from "../../components/states";
import { Time } from "../../components/Time";
import { visible, words } from "../../lib/format";
import styles from "./Tools.module.css";

type Verb = "enable" | "disable" | "pin" | "approve" | "forget";

export function ToolStanding({ item }: { item: Tool }): ReactElement {
  const queries = useQueryClient();
  const may = useQuery(me).data?.permissions.includes("tools.manage") ?? false;
  const change = useMutation({
    mutationFn: (verb: Verb) => call(item, verb),
    onSettled: () => Promise.all(["tool", "tools"].map((name) => queries.invalidateQueries({ queryKey: [name] }))),
  });
  const isQuarantined = item.state === "quarantined";
  const isPinned = item.pinned !== null;
  const button = (verb: Verb, text: string, kind: "primary" | "secondary" | "danger" = "secondary") => (
    <Button kind={kind} onClick={() => change.mutate(verb)} disabled={change.isPending}>
      {text}
    </Button>
  );
  return (
    <section className={styles.standing} aria-label="In this tenant">
      <p>
        <Pill tone={toneOf(item.state)}>{words(item.state)}</Pill> <span>{visible(item.reason)}</span>
      </p>
      <dl className={styles.hashes}>
        <div>
          <dt>It is now</dt>
          <dd>
            <code>{item.schema_hash.slice(0, 16)}</code>
          </dd>
        </div>
        <div>
          <dt>Pinned to</dt>
          <dd>
            {item.pinned === null ? (
              "Nothing yet: once pinned, a change of it closes it"
            ) : (
              <>
                <code>{item.pinned.slice(0, 16)}</code>
                {item.pinned !== item.schema_hash && <span className={styles.differs}> not what it is now</span>}
              </>
            )}
          </dd>
        </div>
        {item.changed_at && (
          <div>
            <dt>Decided</dt>
            <dd>
              <Time at={item.changed_at} day /> by {visible(item.changed_by)}
            </dd>
          </div>
        )}
      </dl>
      {isQuarantined && (
        <p className={styles.quarantine} role="note">
          Read its description, effect and schema below: you approve exactly those, under the hash that it has now.
        </p>
      )}
      {may && (
        <div className={styles.buttons}>
          {isQuarantined && button("approve", "Approve what it is now", "primary")}
          {item.state === "enabled"
            ? button("disable", "Disable", "danger")
            : !isQuarantined && button("enable", "Enable", "primary")}
          {item.state === "enabled" && !isPinned && button("pin", "Pin to what it is now")}
          {item.changed_at && button("forget", "As it was declared")}
        </div>
      )}
      {change.error && (
        <p role="alert" className={styles.fault}>
          {visible(change.error.message)}
        </p>
      )}
    </section>
  );
}

function call(item: Tool, verb: Verb): Promise<Tool> {
  const params = { path: { name: item.name } };
  if (verb === "pin") return read(api.POST("/api/v1/tools/{name}/pin", { params }));
  if (verb === "forget") return read(api.DELETE("/api/v1/tools/{name}/enablement", { params }));
  if (verb === "approve") {
    const body = { schema_hash: item.schema_hash };
    return read(api.POST("/api/v1/tools/{name}/approve", { params, body }));
  }
  return read(api.PUT("/api/v1/tools/{name}/enablement", { params, body: { enabled: verb === "enable" } }));
}
