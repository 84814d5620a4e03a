/** ExplorePage: metrics, logs and events of one entity over one range on one axis of time. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactElement, type SyntheticEvent, useState } from "react";
import { type Entities, entities, type Explored, explored } from "../../api/explore";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Empty, Failed, Skeleton } from "../../components/Feedback";
import { PageHead } from "../../components/PageHead";
import { Segmented } from "../../components/Segmented";
import { entityName, visible } from "../../lib/format";
import { usePrefs } from "../../lib/prefs";
import { dayTime, zoneName } from "../../lib/time";
import { DifferencesCard } from "./DifferencesCard";
import styles from "./Explore.module.css";
import { type ExploreSearch, HOUR, type Range, rangeOf, RANGES } from "./search";
import { Tracks } from "./Tracks";

export function ExplorePage(): ReactElement {
  const known = useQuery(entities);
  return (
    <>
      <PageHead title="Explore" about="Everything that is known of one thing, on one axis of time." />
      {known.error ? (
        <Failed error={known.error} what="list of what is measured" retry={() => void known.refetch()} />
      ) : !known.data ? (
        <Skeleton height={480} />
      ) : (
        <Whole known={known.data} />
      )}
    </>
  );
}

function Whole({ known }: { known: Entities }): ReactElement {
  const search = useSearch({ from: "/shell/explore" });
  const navigate = useNavigate({ from: "/explore" });
  const [now] = useState(() => Date.now());
  const entity = search.entity ?? known.items[0]?.entity ?? "";
  const range = rangeOf(search, known.until, now);
  const change = (changed: Partial<ExploreSearch>, keeps = false) =>
    void navigate({
      search: ({ from, until, ...before }) => ({
        ...before,
        ...(keeps && from !== undefined && until !== undefined && { from, until }),
        ...changed,
      }),
      replace: true,
      resetScroll: false,
    });
  const minutes = search.minutes ?? HOUR;
  const shift = (way: number) =>
    change({ to: new Date(range.end + (way * minutes * 60_000) / 2).toISOString(), minutes });
  return (
    <>
      <div className={styles.tools}>
        <EntityField key={entity} value={entity} known={known} onChange={(to) => change({ entity: to })} />
        <Segmented
          label="Range"
          value={String(minutes) as "60"}
          options={RANGES}
          onChange={(to) => change({ minutes: Number(to) })}
        />
        <span className={styles.moves}>
          <Button onClick={() => shift(-1)}>Earlier</Button>
          <Button onClick={() => shift(1)}>Later</Button>
          <Button kind="ghost" onClick={() => void navigate({ search: { entity, minutes }, replace: true })}>
            Newest
          </Button>
        </span>
      </div>
      {entity === "" ? (
        <Card title="Nothing is measured yet">
          <Empty title="No telemetry came yet">
            Send OpenTelemetry to <code>/v1/metrics</code>, <code>/v1/logs</code> and <code>/v1/traces</code>, or load a
            recorded incident.
          </Empty>
        </Card>
      ) : (
        <OfEntity
          entity={entity}
          range={range}
          selection={
            search.from !== undefined && search.until !== undefined ? { start: search.from, end: search.until } : null
          }
          onSelect={(to) => (to ? change({ from: to.start, until: to.end }) : change({}))}
        />
      )}
    </>
  );
}

interface FieldProps {
  value: string;
  known: Entities;
  onChange: (entity: string) => void;
}

function EntityField({ value, known, onChange }: FieldProps): ReactElement {
  const submit = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget).get("entity");
    const given = typeof typed === "string" ? typed.trim() : "";
    if (given && given !== value) onChange(given);
  };
  return (
    <form className={styles.entity} onSubmit={submit} onBlur={(event) => event.currentTarget.requestSubmit()}>
      <input
        name="entity"
        aria-label="Entity"
        list="known-entities"
        defaultValue={value}
        placeholder="service:checkout"
      />
      <datalist id="known-entities">
        {known.items.map((one) => (
          <option key={one.entity} value={one.entity}>{`${one.series} series`}</option>
        ))}
      </datalist>
    </form>
  );
}

interface OfEntityProps {
  entity: string;
  range: Range;
  selection: Range | null;
  onSelect: (selection: Range | null) => void;
}

function OfEntity({ entity, range, selection, onSelect }: OfEntityProps): ReactElement {
  const { zone } = usePrefs();
  const found = useQuery(explored(entity, new Date(range.start).toISOString(), new Date(range.end).toISOString()));
  const title = `${visible(entityName(entity))}, ${dayTime(range.start, zone)} to ${dayTime(range.end, zone)} ${zoneName(zone)}`;
  if (found.error) return <Failed error={found.error} what="telemetry" retry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton height={480} />;
  const { data } = found;
  const isEmpty = data.metrics.length === 0 && data.logs.length === 0 && data.events.length === 0;
  return (
    <div className={styles.whole} aria-busy={found.isPlaceholderData}>
      <Card title={title} aside={told(data)}>
        {isEmpty ? (
          <Empty title="Nothing came of it in this range">Look earlier, or over a longer range.</Empty>
        ) : (
          <Tracks found={data} selection={selection} onSelect={onSelect} />
        )}
      </Card>
      {!isEmpty && <DifferencesCard found={data} selection={selection} onClear={() => onSelect(null)} />}
    </div>
  );
}

function told(found: Explored): string {
  const left = found.metrics_left_out + found.logs_left_out;
  return [left > 0 ? `${left} lines left out` : "", found.is_cut ? "not all events" : ""].filter(Boolean).join(", ");
}
