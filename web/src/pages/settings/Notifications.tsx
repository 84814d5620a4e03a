/** Notifications: which tool carries a message on which channel, and what does what playbooks ask for; both are said by
 * the packs in force. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { effective } from "../../api/queries";
import { Card } from "../../components/Card";
import { Failed, Skeleton } from "../../components/Feedback";
import { Json } from "../../components/Json";
import { visible } from "../../lib/format";
import styles from "./Settings.module.css";

interface Binding {
  tool_id: string;
}
interface Repair {
  channels?: Record<string, Binding>;
  capabilities?: Record<string, Binding>;
}

const EXAMPLE = `repair:
  channels:
    slack:
      tool_id: slack.post_message
      payload: {channel: "#ops", text: "{notice.subject}"}`;

export function Notifications(): ReactElement {
  const found = useQuery(effective);
  const repair = (found.data?.body.repair ?? {}) as Repair;
  const channels = Object.entries(repair.channels ?? {});
  const capabilities = Object.entries(repair.capabilities ?? {});
  return (
    <Card title="Notifications">
      {found.error ? (
        <Failed error={found.error} what="effective pack" />
      ) : !found.data ? (
        <Skeleton height={80} />
      ) : (
        <>
          {channels.length === 0 ? (
            <>
              <p className={styles.before}>
                The packs bind no channel to a tool, so what playbooks tell people stays in the case. A pack binds one:
              </p>
              <Json value={EXAMPLE} label="A channel in a pack" />
            </>
          ) : (
            <Bound items={channels} />
          )}
          {capabilities.length > 0 && (
            <>
              <h3 className={styles.part}>What playbooks ask for</h3>
              <Bound items={capabilities} />
            </>
          )}
        </>
      )}
    </Card>
  );
}

function Bound({ items }: { items: [string, Binding][] }): ReactElement {
  return (
    <ul className={styles.rows}>
      {items.map(([name, bound]) => (
        <li key={name}>
          <strong>{visible(name)}</strong>
          <Link to="/tools" search={{ tool: bound.tool_id }} className={styles.link ?? ""}>
            <code>{visible(bound.tool_id)}</code>
          </Link>
        </li>
      ))}
    </ul>
  );
}
