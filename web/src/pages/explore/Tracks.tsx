/** Tracks: events, kinds of log lines and measured lines below each other; the same place is the same time in all. */
import { type PointerEvent, type ReactElement, useRef, useState } from "react";
import type { Explored } from "../../api/explore";
import { Button } from "../../components/Button";
import { Time } from "../../components/Time";
import { figures, plural, visible } from "../../lib/format";
import { usePrefs } from "../../lib/prefs";
import { clockTime } from "../../lib/time";
import { useWidth } from "../../lib/useWidth";
import { attributesOf, nameOf, said, unitOf } from "./differences";
import styles from "./Explore.module.css";
import type { Range } from "./search";
import { type Axis, Bars, Line, Marks, TimeAxis } from "./Track";

const FIRST_LINES = 12;
const FIRST_LOGS = 5;
const LEAST_DRAG_PX = 6;

interface Props {
  found: Explored;
  selection: Range | null;
  onSelect: (selection: Range | null) => void;
}

export function Tracks({ found, selection, onSelect }: Props): ReactElement {
  const [box, width] = useWidth<HTMLDivElement>(600);
  const [cursor, setCursor] = useState<number | null>(null);
  const [drag, setDrag] = useState<Range | null>(null);
  const [all, setAll] = useState(false);
  const from = useRef<number | null>(null);
  const line = useRef<HTMLDivElement>(null);
  const start = found.times[0] ?? 0;
  const end = (found.times.at(-1) ?? start) + found.step_ms;
  const axis: Axis = { start, end, width, times: found.times, step: found.step_ms };
  const at = (event: PointerEvent<HTMLElement>) => {
    const area = line.current?.getBoundingClientRect();
    if (!area) return start;
    return start + Math.max(0, Math.min(1, (event.clientX - area.left) / width)) * (end - start);
  };
  const move = (event: PointerEvent<HTMLElement>) => {
    const here = at(event);
    setCursor(here);
    if (from.current === null) return;
    setDrag({ start: Math.min(from.current, here), end: Math.max(from.current, here) });
  };
  const drop = () => {
    const wide = drag && ((drag.end - drag.start) / (end - start)) * width >= LEAST_DRAG_PX;
    if (drag && wide) onSelect({ start: Math.round(drag.start), end: Math.round(drag.end) });
    from.current = null;
    setDrag(null);
  };
  const chosen = drag ?? selection;
  const lines = all ? found.metrics : found.metrics.slice(0, FIRST_LINES);
  const logs = all ? found.logs : found.logs.slice(0, FIRST_LOGS);
  const hidden = found.metrics.length - lines.length + found.logs.length - logs.length;
  const place = cursor === null ? null : Math.min(found.times.length - 1, Math.floor((cursor - start) / found.step_ms));
  return (
    <div
      className={styles.tracks}
      onPointerMove={move}
      onPointerLeave={() => {
        setCursor(null);
        drop();
      }}
      onPointerUp={drop}
    >
      <Row name="Time">
        <div ref={line}>
          <div ref={box}>
            <TimeAxis axis={axis} />
          </div>
        </div>
      </Row>
      <div
        onPointerDown={(event) => {
          if (event.button === 0 && event.pointerType === "mouse") from.current = at(event);
        }}
      >
        {found.events.length > 0 && (
          <Row name="Events" detail={plural(found.events.length, "event")}>
            <Marks axis={axis} events={found.events} chosen={chosen} cursor={cursor} />
          </Row>
        )}
        {logs.map((one) => (
          <Row
            key={one.severity + one.text}
            name={visible(one.text)}
            isMono
            detail={`${one.severity} · ${told(place === null ? one.total : (one.counts[place] ?? 0), place)}`}
          >
            <Bars
              axis={axis}
              counts={one.counts}
              isBad={isBad(one.severity)}
              chosen={chosen}
              cursor={cursor}
              label={one.text}
            />
          </Row>
        ))}
        {lines.map((one) => {
          const value = place === null ? lastOf(one.values) : (one.values[place] ?? null);
          return (
            <Row
              key={JSON.stringify([one.name, one.stat, one.attributes])}
              name={visible(one.stat === "value" ? one.name : `${one.name} ${one.stat}`)}
              about={visible(attributesOf(one))}
              detail={value === null ? "nothing" : said(value, unitOf(one))}
            >
              <Line
                axis={axis}
                values={one.values}
                unit={unitOf(one)}
                chosen={chosen}
                cursor={cursor}
                label={nameOf(one)}
              />
            </Row>
          );
        })}
      </div>
      <Sliders axis={axis} selection={selection} onSelect={onSelect} />
      {hidden > 0 && <Button onClick={() => setAll(true)}>Show {plural(hidden, "more line")}</Button>}
      {found.events.length > 0 && <EventList found={found} chosen={selection} />}
    </div>
  );
}

interface RowProps {
  name: string;
  about?: string;
  detail?: string;
  isMono?: boolean;
  children: ReactElement;
}

function Row(props: RowProps): ReactElement {
  return (
    <div className={styles.row}>
      <div className={styles.label} title={props.about ? `${props.name}, ${props.about}` : props.name}>
        <span className={props.isMono ? styles.mono : undefined}>{props.name}</span>
        <span className={styles.value}>{props.detail}</span>
        {props.about && <span className={styles.about}>{props.about}</span>}
      </div>
      {props.children}
    </div>
  );
}

/** The selection for who does not drag: two sliders, which keys move as well. */
function Sliders({ axis, selection, onSelect }: { axis: Axis } & Pick<Props, "selection" | "onSelect">): ReactElement {
  const { zone } = usePrefs();
  const { start, end, step } = axis;
  const [from, until] = [selection?.start ?? start, selection?.end ?? end];
  const slider = (name: string, value: number, change: (to: number) => Range) => (
    <label>
      {name} {clockTime(value, zone)}
      <input
        type="range"
        min={start}
        max={end}
        step={step}
        value={value}
        aria-valuetext={clockTime(value, zone)}
        onChange={(event) => {
          const to = change(Number(event.target.value));
          if (to.start < to.end) onSelect(to);
        }}
      />
    </label>
  );
  return (
    <fieldset className={styles.sliders}>
      <legend className="sr">Selection</legend>
      {slider("Selected from", from, (to) => ({ start: to, end: until }))}
      {slider("until", until, (to) => ({ start: from, end: to }))}
    </fieldset>
  );
}

function EventList({ found, chosen }: { found: Explored; chosen: Range | null }): ReactElement {
  const events = found.events.filter((one) => {
    const at = Date.parse(one.at);
    return !chosen || (at >= chosen.start && at < chosen.end);
  });
  return (
    <details className={styles.events}>
      <summary>
        {plural(events.length, "event")} {chosen ? "in the selection" : "in the range"}
      </summary>
      <ol>
        {events.map((one) => (
          <li key={one.id}>
            <Time at={one.at} />
            <span>
              <b>{visible(one.event_type)}</b> {visible(one.text)}
            </span>
            <span className={styles.source}>{visible(one.source)}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}

const told = (count: number, place: number | null): string => (place === null ? plural(count, "line") : figures(count));

const isBad = (severity: string): boolean => severity === "error" || severity === "fatal";

const lastOf = (values: readonly (number | null)[]): number | null => values.findLast((one) => one !== null) ?? null;
