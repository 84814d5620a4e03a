/** LastGoodCard: what this run did differently from the agent's newest run that went well: version, prompt, model, tools. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { lastGood, runDiff, type Run, type RunLine } from "../../api/runs";
import { Card } from "../../components/Card";
import { Failed, Skeleton } from "../../components/Feedback";
import { visible } from "../../lib/format";
import { OUTCOME, partingWords } from "./compared";
import styles from "./Runs.module.css";
import { SettingsDiff } from "./SettingsDiff";

export function LastGoodCard({ item }: { item: Run }): ReactElement {
  const good = useQuery(lastGood(item.agent_name));
  return (
    <Card title="Against the last good run">
      {good.error ? (
        <Failed error={good.error} what="last good run" retry={() => void good.refetch()} />
      ) : good.data === undefined ? (
        <Skeleton height={80} />
      ) : good.data === null ? (
        <p className={styles.none}>No run of this agent has succeeded yet, so there is nothing to compare with.</p>
      ) : (
        <Against item={item} good={good.data} />
      )}
    </Card>
  );
}

function Against({ item, good }: { item: Run; good: RunLine }): ReactElement {
  const found = useQuery(runDiff(item.run_id, good.run_id));
  if (found.error) return <Failed error={found.error} what="comparison" retry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton height={80} />;
  const settings = Object.entries(found.data.settings).filter(([name]) => !OUTCOME.has(name));
  return (
    <>
      {settings.length > 0 ? (
        <SettingsDiff settings={settings} />
      ) : (
        <p className={styles.none}>The same version, prompt, model and tools.</p>
      )}
      <p className={styles.note}>
        {partingWords(found.data)}{" "}
        <Link to="/runs/compare" search={{ before: good.run_id, after: item.run_id }} className={styles.link ?? ""}>
          Compare with {visible(good.run_id)}
        </Link>
      </p>
    </>
  );
}
