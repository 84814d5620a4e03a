/** PlaybookPage: one playbook: when it fits, and its steps as they are declared. */
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { playbooks } from "../../api/queries";
import { Card } from "../../components/Card";
import { Facts } from "../../components/Facts";
import { Failed, Loading } from "../../components/Feedback";
import { Json } from "../../components/Json";
import { PageHead } from "../../components/PageHead";
import { visible, words } from "../../lib/format";
import type { Json as Value } from "../../api/shapes";
import styles from "./Playbooks.module.css";

export function PlaybookPage(): ReactElement {
  const { name } = useParams({ from: "/shell/playbooks/$name" });
  const found = useQuery(playbooks);
  if (found.error) return <Failed whole error={found.error} what="playbook" retry={() => void found.refetch()} />;
  if (!found.data) return <Loading height={400} />;
  const item = found.data.items.find((one) => one.name === name);
  if (!item) return <Failed whole error={new Error(`No active pack declares a playbook ${name}.`)} what="playbook" />;
  const conditions = Object.entries(item.conditions.match).filter(
    ([, value]) => value !== null && value !== "" && !(Array.isArray(value) && value.length === 0),
  );
  return (
    <>
      <PageHead title={visible(item.name)} about={visible(item.description)} />
      <div className={styles.columns}>
        <Card title="Steps">
          <ol className={styles.steps}>
            {item.steps.map((step, index) => (
              <li key={step.name}>
                <span>{index + 1}</span>
                <div>
                  <strong>{visible(step.name)}</strong> <span className={styles.quiet}>{words(step.action)}</span>
                  {step.when !== "true" && <p className={styles.quiet}>when {visible(step.when)}</p>}
                  <Json value={step.params} label={`Parameters of ${step.name}`} />
                  {step.rollback && <p className={styles.quiet}>Taken back by: {words(step.rollback.action)}</p>}
                </div>
              </li>
            ))}
          </ol>
        </Card>
        <Card title="When it fits">
          <Facts
            items={[
              ...conditions.map(([key, value]): [string, string] => [words(key), visible(plain(value))]),
              ["Priority", String(item.conditions.priority)],
              ["Version", String(item.version)],
              ["Started by", words(item.start)],
            ]}
          />
        </Card>
      </div>
    </>
  );
}

const plain = (value: Value): string =>
  Array.isArray(value) ? value.map(plain).join(", ") : typeof value === "string" ? value : JSON.stringify(value);
