/** ToolDetail: what one tool may do, whether it may be used here, and a try of it that changes nothing. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { actions, me, tool } from "../../api/queries";
import type { Tool } from "../../api/shapes";
import { Facts } from "../../components/Facts";
import { Failed, Skeleton } from "../../components/Feedback";
import { Json } from "../../components/Json";
import { Pill } from "../../components/Pill";
import { toneOf } from "../../components/states";
import { Time } from "../../components/Time";
import { visible, visibleLines, words } from "../../lib/format";
import styles from "./Tools.module.css";
import { ToolStanding } from "./ToolStanding";
import { TryTool } from "./TryTool";

export function ToolDetail({ name }: { name: string }): ReactElement {
  const found = useQuery(tool(name));
  const may = useQuery(me).data?.permissions.includes("actions.request") ?? false;
  if (found.error) return <Failed error={found.error} what="tool" />;
  if (!found.data) return <Skeleton height={300} />;
  const item = found.data;
  return (
    <>
      <p className={styles.about}>{visibleLines(item.description)}</p>
      <ToolStanding item={item} />
      <Facts columns={2} items={factsOf(item)} />
      {may ? (
        <TryTool key={item.schema_hash} item={item} />
      ) : (
        <p className={styles.detail}>
          Trying a tool needs the permission to request actions; your role does not have it.
        </p>
      )}
      <details>
        <summary>Schema of the arguments</summary>
        <Json value={item.schema} label="Schema of the arguments" />
      </details>
      <Calls name={item.name} />
    </>
  );
}

function factsOf(item: Tool): [string, ReactElement | string][] {
  return [
    ["Effect", words(item.effect)],
    ["Risk", words(item.risk)],
    ["Touches", item.targets.map(visible).join(", ") || "Nothing it names"],
    ["Reaches", item.hosts.map(visible).join(", ") || "No host of its own"],
    ["Taken back by", item.rollback ? <code key="r">{visible(item.rollback)}</code> : "Nothing"],
    ["Dry run", item.previews ? "Yes, before anybody is asked" : "No"],
    ["From", visible(item.origin)],
    ["Time limit", `${item.timeout_s} s`],
    ["Rate", item.rate_per_minute ? `${item.rate_per_minute} a minute` : "Not limited here"],
    ["Needs", <code key="p">{item.permission}</code>],
  ];
}

/** The newest calls of it. */
function Calls({ name }: { name: string }): ReactElement | null {
  const found = useQuery(actions).data?.items.filter((one) => one.tool === name) ?? [];
  if (found.length === 0) return null;
  return (
    <section>
      <h3>Last calls</h3>
      <ul className={styles.calls}>
        {found.slice(0, 5).map((one) => (
          <li key={one.action_id}>
            <Pill tone={toneOf(one.state)}>{words(one.state)}</Pill>
            <span>
              {visible(one.reason)} {one.created_at && <Time at={one.created_at} day />}
            </span>
          </li>
        ))}
      </ul>
      <p>
        <Link to="/executions" className={styles.link ?? ""}>
          All executions
        </Link>
      </p>
    </section>
  );
}
