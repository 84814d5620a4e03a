/** PackPage: the versions of a pack, which of them is active, and what differs between two, item by item. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { packDifference, packs } from "../../api/playbooks";
import { effective } from "../../api/queries";
import type { PackDifference, Packs, PackVersion } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Empty, Failed, Loading, Skeleton } from "../../components/Feedback";
import { changedLines } from "../../components/lines";
import { LineDiff } from "../../components/LineDiff";
import { PageHead } from "../../components/PageHead";
import { Pill } from "../../components/Pill";
import { Time } from "../../components/Time";
import { plural, visible } from "../../lib/format";
import { VersionChoice } from "../playbooks/VersionChoice";
import styles from "./Settings.module.css";

export function PackPage(): ReactElement {
  const { name } = useParams({ from: "/shell/settings/packs/$name" });
  const found = useQuery(packs);
  const whole = useQuery(effective);
  const error = found.error ?? whole.error;
  if (error) return <Failed whole error={error} what="pack" retry={() => void found.refetch()} />;
  if (!found.data || !whole.data) return <Loading height={400} />;
  const isInForce = String(whole.data.body.name).split("+").includes(name);
  const mine = found.data.versions.filter((one) => one.name === name);
  const active = found.data.active.find((one) => one.name === name);
  if (mine.length === 0 && !isInForce) {
    return <Failed whole error={new Error(`No version of a pack ${visible(name)} is kept.`)} what="pack" />;
  }
  return (
    <>
      <PageHead
        title={visible(name)}
        about={
          active
            ? `One of the packs that decide, activated by ${visible(active.activated_by)}.`
            : mine.length > 0
              ? "None of its versions is active."
              : undefined
        }
      >
        <Pill tone={isInForce ? "ok" : "neutral"}>{isInForce ? "In force" : "Not active"}</Pill>
      </PageHead>
      {mine.length === 0 ? (
        <Card title="Versions">
          <Empty title="No version of it is stored">It ships with the product and is in force as it came.</Empty>
        </Card>
      ) : (
        <div className={styles.packColumns}>
          <Versions name={name} all={mine} active={active} />
          <Changes name={name} all={mine} />
        </div>
      )}
    </>
  );
}

interface VersionsProps {
  name: string;
  all: readonly PackVersion[];
  active: Packs["active"][number] | undefined;
}

function Versions({ name, all, active }: VersionsProps): ReactElement {
  return (
    <Card title="Versions" aside={plural(all.length, "version")}>
      <ol className={styles.packVersions}>
        {all.map((item, place) => {
          const older = all[place + 1];
          return (
            <li key={item.digest}>
              <p className={styles.packHead}>
                <strong>{visible(item.version)}</strong> <code>{item.digest.slice(0, 12)}</code>
                {item.active && <Pill tone="ok">Active</Pill>}
              </p>
              <p className={styles.before}>
                Kept <Time at={item.loaded_at} day />
                {item.active && active && (
                  <>
                    , activated <Time at={active.activated_at} day />
                  </>
                )}
              </p>
              {older && (
                <Link
                  to="/settings/packs/$name"
                  params={{ name }}
                  search={{ before: older.digest.slice(0, 12), after: item.digest.slice(0, 12) }}
                  className={styles.link ?? ""}
                >
                  What changed<span className="sr"> in {visible(item.version)}</span>
                </Link>
              )}
            </li>
          );
        })}
      </ol>
    </Card>
  );
}

function Changes({ name, all }: { name: string; all: readonly PackVersion[] }): ReactElement {
  const search = useSearch({ from: "/shell/settings/packs/$name" });
  const navigate = useNavigate({ from: "/settings/packs/$name" });
  const [newest, older] = all;
  const before = search.before ?? older?.digest.slice(0, 12) ?? "";
  const after = search.after ?? (older && newest ? newest.digest.slice(0, 12) : "");
  const to = (chosen: { before: string; after: string }) => void navigate({ search: chosen });
  if (all.length < 2) {
    return (
      <Card title="What changed">
        <Empty title="There is one version">When another is kept, what changed is shown here.</Empty>
      </Card>
    );
  }
  return (
    <Card title="What changed">
      <div className={styles.packPair}>
        <VersionChoice label="Before" value={before} items={all} onChange={(one) => to({ before: one, after })} />
        <VersionChoice label="After" value={after} items={all} onChange={(one) => to({ before, after: one })} />
        <Button onClick={() => to({ before: after, after: before })}>Swap</Button>
      </div>
      {before && after && <Difference name={name} before={before} after={after} />}
    </Card>
  );
}

function Difference(props: { name: string; before: string; after: string }): ReactElement {
  const found = useQuery(packDifference(props.name, props.before, props.after));
  if (found.error) return <Failed error={found.error} what="difference" retry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton height={240} />;
  const parts = found.data.parts;
  if (parts.length === 0) return <Empty title="Nothing differs" />;
  return (
    <>
      <p className={styles.before}>{plural(parts.length, "part")} differ, item by item.</p>
      {parts.map((part) => (
        <Part key={`${props.before} ${props.after} ${part.path}`} part={part} isOpen={parts.length <= MOST_OPEN} />
      ))}
    </>
  );
}

const MOST_OPEN = 12;

function Part({ part, isOpen }: { part: PackDifference["parts"][number]; isOpen: boolean }): ReactElement {
  const { added, removed } = changedLines(part.lines);
  const isNew = part.lines.every((line) => line.kind === "added");
  const isGone = part.lines.every((line) => line.kind === "removed");
  return (
    <details className={styles.packPart} open={isOpen}>
      <summary>
        <strong>{visible(part.path)}</strong>
        <span>{isNew ? "New" : isGone ? "Taken out" : `+${added} −${removed}`}</span>
      </summary>
      <LineDiff lines={part.lines} label={`What differs in ${part.path}`} />
    </details>
  );
}
