/** MetricChart: one measured line with its onset; the crosshair is shared by all charts beside it. */
import type { PointerEvent, ReactElement } from "react";
import { clockTime, shortTime } from "../lib/time";
import { usePrefs } from "../lib/prefs";
import { useWidth } from "../lib/useWidth";
import styles from "./MetricChart.module.css";
import { timeScale, valueScale } from "./scale";

interface Props {
  label: string;
  times: readonly number[];
  values: readonly (number | null)[];
  /** The line is marked from here on. */
  onset: number | null;
  /** When the trouble began, the same in all charts. */
  began: number | null;
  change: number | null;
  before: number | null;
  isHot: boolean;
  format: (value: number) => string;
  cursor: number | null;
  onCursor: (at: number | null) => void;
  showsOnset: boolean;
}

const HEIGHT = 70;
const LEFT = 44;
const TOP = 12;

export function MetricChart(props: Props): ReactElement {
  const { times, values, onset, began, cursor, format } = props;
  const { zone } = usePrefs();
  const [box, whole] = useWidth<HTMLDivElement>(320);
  const width = whole - LEFT - 2;
  const start = times[0] ?? 0;
  const end = times.at(-1) ?? 1;
  const x = timeScale(start, end, width, width < 220 ? 3 : 4);
  const y = valueScale(
    values.filter((value) => value !== null),
    HEIGHT,
  );
  const at = cursor === null ? -1 : nearest(times, cursor);
  const here = values[at] ?? null;
  const point = (event: PointerEvent<SVGRectElement>) => {
    const left = event.currentTarget.getBoundingClientRect().left;
    props.onCursor(start + ((event.clientX - left) / width) * (end - start));
  };
  const calm = line(
    times,
    values,
    (moment) => x.at(moment),
    (value) => y.at(value),
    (moment) => !props.isHot || onset === null || moment <= onset,
  );
  const hot = line(
    times,
    values,
    (moment) => x.at(moment),
    (value) => y.at(value),
    (moment) => props.isHot && onset !== null && moment >= onset,
  );
  return (
    <div ref={box} className={styles.box}>
      <svg width={whole} height={HEIGHT + TOP + 20} role="img" aria-label={props.label} className={styles.chart}>
        <g transform={`translate(${LEFT} ${TOP})`}>
          {y.ticks.map((tick) => (
            <g key={tick}>
              <line x2={width} y1={y.at(tick)} y2={y.at(tick)} className={styles.grid} />
              <text x={-8} y={y.at(tick) + 3.5} textAnchor="end">
                {format(tick)}
              </text>
            </g>
          ))}
          {props.before !== null && (
            <rect x={0} width={width} y={y.at(props.before) - 4} height={8} className={styles.band} />
          )}
          {x.ticks.map((tick) => (
            <text key={tick} x={x.at(tick)} y={HEIGHT + 16} textAnchor={x.at(tick) > width - 16 ? "end" : "middle"}>
              {shortTime(tick, zone)}
            </text>
          ))}
          <path d={calm} className={styles.line} />
          <path d={hot} className={styles.hot} />
          {began !== null && <line x1={x.at(began)} x2={x.at(began)} y1={-TOP} y2={HEIGHT} className={styles.onset} />}
          {began !== null && props.showsOnset && (
            <text x={x.at(began) + 4} y={-3} className={styles.began}>
              onset {clockTime(began, zone)}
            </text>
          )}
          {props.change !== null && (
            <path d={`M${x.at(props.change)} ${HEIGHT - 4}l4 4-4 4-4-4z`} className={styles.change} />
          )}
          {at >= 0 && (
            <g>
              <line x1={x.at(times[at] ?? 0)} x2={x.at(times[at] ?? 0)} y2={HEIGHT} className={styles.cross} />
              {here !== null && <circle cx={x.at(times[at] ?? 0)} cy={y.at(here)} r={3} className={styles.dot} />}
              <text
                x={x.at(times[at] ?? 0) + (x.at(times[at] ?? 0) > width * 0.6 ? -6 : 6)}
                y={HEIGHT - 6}
                textAnchor={x.at(times[at] ?? 0) > width * 0.6 ? "end" : "start"}
                className={styles.value}
              >
                {here === null ? "nothing" : format(here)} · {clockTime(times[at] ?? 0, zone)}
              </text>
            </g>
          )}
          <rect
            width={width}
            height={HEIGHT}
            fill="transparent"
            onPointerMove={point}
            onPointerLeave={() => props.onCursor(null)}
          />
        </g>
      </svg>
    </div>
  );
}

function line(
  times: readonly number[],
  values: readonly (number | null)[],
  x: (at: number) => number,
  y: (value: number) => number,
  wanted: (at: number) => boolean,
): string {
  let text = "";
  let isDown = false;
  times.forEach((moment, index) => {
    const value = values[index] ?? null;
    if (value === null || !wanted(moment)) {
      isDown = isDown && value === null && wanted(moment); // a step without a measurement does not break the line
      return;
    }
    text += `${isDown ? "L" : "M"}${x(moment).toFixed(1)} ${y(value).toFixed(1)}`;
    isDown = true;
  });
  return text;
}

function nearest(times: readonly number[], at: number): number {
  const first = times[0] ?? 0;
  const step = (times[1] ?? first + 1) - first;
  return Math.max(0, Math.min(times.length - 1, Math.round((at - first) / step)));
}
