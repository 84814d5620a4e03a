/** Overview: what a playbook does, when it fits, where it comes from, and what came of it so far. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { playbookDeclaration } from "../../api/playbooks";
import type { Playbook, PlaybookStep } from "../../api/shapes";
import { Card } from "../../components/Card";
import { Facts } from "../../components/Facts";
import { Failed, Skeleton } from "../../components/Feedback";
import { Json } from "../../components/Json";
import { visible, visibleLines, words } from "../../lib/format";
import { DryRun } from "./DryRun";
import { Origin } from "./Origin";
import styles from "./Playbooks.module.css";
import { TrackRecord } from "./TrackRecord";
import { stated, textOf } from "./words";

export function Overview({ item }: { item: Playbook }): ReactElement {
  return (
    <div className={styles.columns}>
      <div className={styles.column}>
        <Card title="Steps">
          <ol className={styles.steps}>
            {item.steps.map((step, index) => (
              <Step key={step.name} step={step} number={index + 1} />
            ))}
          </ol>
        </Card>
        <DryRun item={item} />
      </div>
      <div className={`${styles.column} ${styles.about}`}>
        <Card title="When it fits">
          <Fits item={item} />
        </Card>
        <Card title="What came of it">
          <TrackRecord name={item.name} />
        </Card>
        <Card title="Where it comes from">
          <ComesFrom name={item.name} />
        </Card>
      </div>
    </div>
  );
}

function Step({ step, number }: { step: PlaybookStep; number: number }): ReactElement {
  const text = textOf(step.params);
  return (
    <li>
      <span className={styles.ordinal}>{number}</span>
      <div>
        <strong>{visible(step.name)}</strong> <span className={styles.quiet}>{words(step.action)}</span>
        {step.description && <p>{visibleLines(step.description)}</p>}
        {step.fits && (
          <p className={styles.when}>
            Only when {visible(step.fits)}
            {step.fits !== step.when && <code>{visible(step.when)}</code>}
          </p>
        )}
        {text !== null ? (
          <p className={styles.said}>{visible(text)}</p>
        ) : (
          Object.keys(step.params).length > 0 && <Json value={step.params} label={`Parameters of ${step.name}`} />
        )}
        {step.on_failure && (
          <p className={styles.quiet}>When it fails: {words(step.on_failure).toLowerCase()} the playbook</p>
        )}
        {step.rollback && <p className={styles.quiet}>Taken back by: {words(step.rollback.action).toLowerCase()}</p>}
      </div>
    </li>
  );
}

function Fits({ item }: { item: Playbook }): ReactElement {
  const raw = stated(item.conditions.match);
  return (
    <>
      <p className={styles.lede}>
        {item.fits === "every case" ? "It fits every case." : `It fits when ${visible(item.fits)}.`}
      </p>
      {raw.length > 0 && (
        <dl className={styles.raw} aria-label="Conditions as they are written">
          {raw.map(([key, value]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>{visible(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      <Facts
        items={[
          ["Priority", String(item.conditions.priority)],
          ["Version", visible(String(item.version))],
          ["Started by", item.start === "automatic" ? "itself, where the pack allows it" : "a person"],
          ["On failure", words(item.on_failure)],
        ]}
      />
    </>
  );
}

function ComesFrom({ name }: { name: string }): ReactElement {
  const found = useQuery(playbookDeclaration(name));
  if (found.error) return <Failed error={found.error} what="declaration" retry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton height={96} />;
  return (
    <>
      <Origin of={found.data} />
      <p className={styles.next}>
        <Link to="/playbooks/$name" params={{ name }} search={{ tab: "yaml" }} className={styles.link ?? ""}>
          Read the YAML
        </Link>
        <Link to="/playbooks/$name" params={{ name }} search={{ tab: "versions" }} className={styles.link ?? ""}>
          See every version
        </Link>
      </p>
    </>
  );
}
