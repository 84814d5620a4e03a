/** Track: one line, row of bars or row of marks over the shared axis of time. */
import type { ReactElement, ReactNode } from "react";
import type { Happening } from "../../api/explore";
import { timeScale, valueScale } from "../../charts/scale";
import { plural, visible } from "../../lib/format";
import { usePrefs } from "../../lib/prefs";
import { shortTime } from "../../lib/time";
import { said } from "./differences";
import styles from "./Track.module.css";
import type { Range } from "./search";

export interface Axis {
  start: number;
  end: number;
  width: number;
  times: readonly number[];
  step: number;
}
interface Shared {
  axis: Axis;
  chosen: Range | null;
  cursor: number | null;
}

const HEIGHT = 40;
const LOW = 22;

export function TimeAxis({ axis }: { axis: Axis }): ReactElement {
  const { zone } = usePrefs();
  const x = timeScale(axis.start, axis.end, axis.width, axis.width < 360 ? 4 : 8);
  return (
    <svg width={axis.width} height={18} className={styles.axis} aria-hidden="true">
      {x.ticks.map((tick) => (
        <text
          key={tick}
          x={x.at(tick)}
          y={13}
          textAnchor={x.at(tick) < 16 ? "start" : x.at(tick) > axis.width - 16 ? "end" : "middle"}
        >
          {shortTime(tick, zone)}
        </text>
      ))}
    </svg>
  );
}

export function Line(
  props: Shared & { values: readonly (number | null)[]; unit: string; label: string },
): ReactElement {
  const { axis, values, unit } = props;
  const there = values.filter((one) => one !== null);
  const y = valueScale(there, HEIGHT - 6, 1);
  const top = there.reduce((most, one) => Math.max(most, one), there[0] ?? 0);
  let path = "";
  let isDown = false;
  values.forEach((value, index) => {
    if (value === null) return; // a step without a measurement does not break the line
    path += `${isDown ? "L" : "M"}${placeOf(axis, axis.times[index] ?? 0).toFixed(1)} ${(y.at(value) + 3).toFixed(1)}`;
    isDown = true;
  });
  const label = `${visible(props.label)}: at most ${said(top, unit)} in the range`;
  return (
    <Frame {...props} height={HEIGHT} label={label}>
      <path d={path} className={styles.line} />
    </Frame>
  );
}

export function Bars(props: Shared & { counts: readonly number[]; isBad: boolean; label: string }): ReactElement {
  const { axis, counts } = props;
  const most = counts.reduce((top, one) => Math.max(top, one), 1);
  const wide = Math.max(1, (axis.step / (axis.end - axis.start)) * axis.width - 0.5);
  const sum = counts.reduce((all, one) => all + one, 0);
  return (
    <Frame {...props} height={LOW} label={`${visible(props.label)}: ${plural(sum, "line")}`}>
      {counts.map((count, index) => {
        if (count === 0) return null;
        const tall = Math.max(2, (count / most) * (LOW - 2));
        const left = placeOf(axis, axis.times[index] ?? 0);
        return (
          <rect
            key={index}
            x={left}
            y={LOW - tall}
            width={wide}
            height={tall}
            className={props.isBad ? styles.bad : styles.bar}
          />
        );
      })}
    </Frame>
  );
}

export function Marks(props: Shared & { events: readonly Happening[] }): ReactElement {
  const { axis, events } = props;
  return (
    <Frame {...props} height={LOW} label={plural(events.length, "event")}>
      {events.map((one) => (
        <path
          key={one.id}
          d={`M${placeOf(axis, Date.parse(one.at)).toFixed(1)} 6l5 5-5 5-5-5z`}
          className={["error", "critical", "fatal"].includes(one.severity) ? styles.bad : styles.mark}
        >
          <title>{`${visible(one.event_type)} ${visible(one.text)}`}</title>
        </path>
      ))}
    </Frame>
  );
}

function Frame(props: Shared & { height: number; label: string; children: ReactNode }): ReactElement {
  const { axis, chosen, cursor, height } = props;
  return (
    <svg width={axis.width} height={height} className={styles.track} role="img" aria-label={props.label}>
      {chosen && (
        <rect
          x={placeOf(axis, chosen.start)}
          width={Math.max(1, placeOf(axis, chosen.end) - placeOf(axis, chosen.start))}
          height={height}
          className={styles.chosen}
        />
      )}
      <line x2={axis.width} y1={height - 0.5} y2={height - 0.5} className={styles.floor} />
      {props.children}
      {cursor !== null && (
        <line x1={placeOf(axis, cursor)} x2={placeOf(axis, cursor)} y2={height} className={styles.cross} />
      )}
    </svg>
  );
}

const placeOf = (axis: Axis, at: number): number =>
  Math.max(0, Math.min(axis.width, ((at - axis.start) / (axis.end - axis.start || 1)) * axis.width));
