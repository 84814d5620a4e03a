/** ComparePage: two runs side by side: their settings, what they took, and the first place where they part. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactElement, type SyntheticEvent } from "react";
import { type Aligned, run, type Run, runDiff, runList } from "../../api/runs";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Empty, Failed, Skeleton } from "../../components/Feedback";
import { PageHead } from "../../components/PageHead";
import { Pill, type Tone } from "../../components/Pill";
import { visible, words } from "../../lib/format";
import styles from "./Compare.module.css";
import { differencesOf, OUTCOME, partingWords, short } from "./compared";
import shared from "./Runs.module.css";
import { SettingsDiff } from "./SettingsDiff";
import { money, outcome, outcomeTone, tokens, took } from "./words";

const TONES: Record<Aligned["verdict"], Tone> = { same: "neutral", changed: "warn", removed: "bad", added: "accent" };

export function ComparePage(): ReactElement {
  const { before, after } = useSearch({ from: "/shell/runs/compare" });
  return (
    <>
      <PageHead title="Compare two runs" about="What the second run did differently from the first." />
      <Choose before={before ?? ""} after={after ?? ""} key={`${before ?? ""} ${after ?? ""}`} />
      {before && after ? (
        <Both before={before} after={after} />
      ) : (
        <Card title="Difference">
          <Empty title="Choose two runs">Usually one that went well, and a later one that failed.</Empty>
        </Card>
      )}
    </>
  );
}

function Choose({ before, after }: { before: string; after: string }): ReactElement {
  const navigate = useNavigate({ from: "/runs/compare" });
  const known = useInfiniteQuery(runList({})).data?.pages.flatMap((page) => page.items) ?? [];
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const value = (name: string) => {
      const typed = given.get(name);
      return typeof typed === "string" ? typed.trim() : "";
    };
    void navigate({ search: { before: value("before"), after: value("after") } });
  };
  return (
    <form className={styles.form} onSubmit={submit}>
      <label>
        First run
        <input name="before" defaultValue={before} list="known-runs" required />
      </label>
      <label>
        Second run
        <input name="after" defaultValue={after} list="known-runs" required />
      </label>
      <datalist id="known-runs">
        {known.map((one) => (
          <option key={one.run_id} value={one.run_id}>
            {`${visible(one.agent_name)} ${visible(one.agent_version)}, ${outcome(one.status)}`}
          </option>
        ))}
      </datalist>
      <Button type="submit" kind="primary">
        Compare
      </Button>
      {before && after && (
        <Button onClick={() => void navigate({ search: { before: after, after: before } })}>Swap</Button>
      )}
    </form>
  );
}

function Both({ before, after }: { before: string; after: string }): ReactElement {
  const first = useQuery(run(before));
  const second = useQuery(run(after));
  const diff = useQuery(runDiff(after, before));
  const error = first.error ?? second.error ?? diff.error;
  if (error) return <Failed error={error} what="agent run" retry={() => void diff.refetch()} />;
  if (!first.data || !second.data || !diff.data) return <Skeleton height={400} />;
  const settings = Object.entries(diff.data.settings).filter(([name]) => !OUTCOME.has(name));
  const isOfCalls = diff.data.calls.length > 0;
  return (
    <div className={shared.whole}>
      <div className={styles.sides}>
        <Side title="First" item={first.data} />
        <Side title="Second" item={second.data} />
      </div>
      <Card title="Settings that differ">
        {settings.length > 0 ? (
          <SettingsDiff settings={settings} />
        ) : (
          <p className={shared.none}>The same agent, version, prompt, model and tools.</p>
        )}
      </Card>
      <Card title="Tool calls">
        {isOfCalls && <p className={styles.parting}>{partingWords(diff.data)}</p>}
        <AlignedList entries={diff.data.calls} partsAt={isOfCalls ? diff.data.parts_at : null} what="call" />
      </Card>
      <Card title="Steps">
        {!isOfCalls && <p className={styles.parting}>{partingWords(diff.data)}</p>}
        <AlignedList entries={diff.data.steps} partsAt={isOfCalls ? null : diff.data.parts_at} what="step" />
      </Card>
    </div>
  );
}

function Side({ title, item }: { title: string; item: Run }): ReactElement {
  return (
    <Card title={title} aside={<Pill tone={outcomeTone(item.status)}>{outcome(item.status)}</Pill>}>
      <p className={styles.who}>
        <Link to="/runs/$id" params={{ id: item.run_id }} className={shared.link ?? ""}>
          {visible(item.run_id)}
        </Link>
      </p>
      <p className={shared.none}>
        {visible(item.agent_name)} {visible(item.agent_version)} · {took(item.duration_ms)} · {tokens(item.tokens)}{" "}
        tokens · {money(item.cost_usd)}
      </p>
      {item.error_message && <p className={styles.error}>{visible(item.error_message)}</p>}
    </Card>
  );
}

function AlignedList(props: { entries: Aligned[]; partsAt: number | null; what: string }): ReactElement {
  const { entries, partsAt, what } = props;
  if (entries.length === 0) return <p className={shared.none}>Neither run recorded a {what}.</p>;
  return (
    <ol className={styles.aligned}>
      {entries.map((entry, place) => (
        <li key={`${place} ${entry.name}`} data-verdict={entry.verdict} data-parts={place === partsAt || undefined}>
          <div className={styles.pair}>
            <span className={styles.cell}>{entry.verdict === "added" ? "" : visible(entry.name)}</span>
            <Pill tone={TONES[entry.verdict]}>{words(entry.verdict)}</Pill>
            <span className={styles.cell}>{entry.verdict === "removed" ? "" : visible(entry.name)}</span>
          </div>
          {differencesOf(entry).map(([name, was, is]) => (
            <div key={name} className={styles.difference}>
              <del>{short(was)}</del>
              <span>{words(name)}</span>
              <ins>{short(is)}</ins>
            </div>
          ))}
        </li>
      ))}
    </ol>
  );
}
