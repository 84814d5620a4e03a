/** VersionsTab: every version of a pack in which a playbook stands, and what differs between two of them. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { playbookDifference } from "../../api/playbooks";
import type { PlaybookVersion, PlaybookVersions } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Empty, Failed, Skeleton } from "../../components/Feedback";
import { changedLines } from "../../components/lines";
import { LineDiff } from "../../components/LineDiff";
import { Pill } from "../../components/Pill";
import { plural, visible } from "../../lib/format";
import { By } from "./Origin";
import styles from "./Playbooks.module.css";
import { VersionChoice } from "./VersionChoice";
import { changedWords, named, ref, standing } from "./words";

export function VersionsTab({ name, versions }: { name: string; versions: PlaybookVersions }): ReactElement {
  const search = useSearch({ from: "/shell/playbooks/$name" });
  const [newest] = versions.items;
  const older = newest && olderOf(newest, versions.items);
  const before = search.before ?? (older ? ref(older) : "");
  const after = search.after ?? (older ? ref(newest) : "");
  return (
    <div className={styles.columns}>
      <Card title="Versions" aside={plural(versions.items.length, "version")}>
        <ol className={styles.versions}>
          {versions.items.map((item) => (
            <Version
              key={item.digest}
              name={name}
              item={item}
              older={olderOf(item, versions.items)}
              isCompared={after === ref(item)}
            />
          ))}
        </ol>
        {versions.more && (
          <p className={styles.note}>There are older versions of packs that were not looked through.</p>
        )}
      </Card>
      <Card title="What changed">
        {versions.items.length < 2 ? (
          <Empty title="There is one version">When its pack changes, what changed is shown here.</Empty>
        ) : (
          <Compared name={name} versions={versions.items} before={before} after={after} />
        )}
      </Card>
    </div>
  );
}

/** The version of the same pack before this one. */
const olderOf = (item: PlaybookVersion, all: readonly PlaybookVersion[]): PlaybookVersion | undefined =>
  all.slice(all.indexOf(item) + 1).find((one) => one.pack === item.pack);

interface VersionProps {
  name: string;
  item: PlaybookVersion;
  older: PlaybookVersion | undefined;
  isCompared: boolean;
}

function Version({ name, item, older, isCompared }: VersionProps): ReactElement {
  const [tone, word] = standing(item);
  return (
    <li aria-current={isCompared ? "true" : undefined}>
      <div className={styles.versionHead}>
        <strong>{visible(named(item))}</strong>
        <Pill tone={tone}>{word}</Pill>
        <span className={styles.changed}>{changedWords(item)}</span>
      </div>
      <p className={styles.quiet}>
        <By
          who={item.kept_by}
          at={item.kept_at}
          otherwise={item.came_with === "product" ? "Came with the product" : "Nobody knows when"}
        />
        {item.activated_at && (
          <>
            , activated <By who={item.activated_by} at={item.activated_at} otherwise="" />
          </>
        )}
      </p>
      <p className={styles.next}>
        <Link
          to="/playbooks/$name"
          params={{ name }}
          search={{ tab: "yaml", version: ref(item) }}
          className={styles.link ?? ""}
        >
          YAML<span className="sr"> of {named(item)}</span>
        </Link>
        {older && (
          <Link
            to="/playbooks/$name"
            params={{ name }}
            search={{ tab: "versions", before: ref(older), after: ref(item) }}
            className={styles.link ?? ""}
          >
            What changed<span className="sr"> in {named(item)}</span>
          </Link>
        )}
      </p>
    </li>
  );
}

interface ComparedProps {
  name: string;
  versions: readonly PlaybookVersion[];
  before: string;
  after: string;
}

function Compared({ name, versions, before, after }: ComparedProps): ReactElement {
  const navigate = useNavigate({ from: "/playbooks/$name" });
  const to = (chosen: { before: string; after: string }) => void navigate({ search: { tab: "versions", ...chosen } });
  return (
    <>
      <div className={styles.pair}>
        <VersionChoice label="Before" value={before} items={versions} onChange={(one) => to({ before: one, after })} />
        <VersionChoice label="After" value={after} items={versions} onChange={(one) => to({ before, after: one })} />
        <Button onClick={() => to({ before: after, after: before })} disabled={!before || !after}>
          Swap
        </Button>
      </div>
      {before && after ? (
        <Difference name={name} before={before} after={after} />
      ) : (
        <Empty title="Choose two versions">They may be of two packs, too.</Empty>
      )}
    </>
  );
}

function Difference({ name, before, after }: { name: string; before: string; after: string }): ReactElement {
  const found = useQuery(playbookDifference(name, before, after));
  if (found.error) return <Failed error={found.error} what="difference" retry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton height={240} />;
  const { added, removed } = changedLines(found.data.lines);
  if (added + removed === 0) {
    return (
      <Empty title="The playbook is the same in both">What changed in between stands elsewhere in the pack.</Empty>
    );
  }
  return (
    <>
      <p className={styles.sum}>
        {plural(added, "line")} added, {removed} removed
      </p>
      <LineDiff
        key={`${before} ${after}`}
        lines={found.data.lines}
        label={`${named(found.data.before)} against ${named(found.data.after)}`}
      />
    </>
  );
}
