/** TimelineCard: changes, signals, alerts, agents and actions on one line of time. */
import { useQuery } from "@tanstack/react-query";
import { type ReactElement, useMemo } from "react";
import { timeline } from "../../api/queries";
import type { Case, Report } from "../../api/shapes";
import { timeScale } from "../../charts/scale";
import { Card } from "../../components/Card";
import { visible } from "../../lib/format";
import { usePrefs } from "../../lib/prefs";
import { clockTime, shortTime, zoneName } from "../../lib/time";
import { useWidth } from "../../lib/useWidth";
import { type Lane, lanesOf, type Mark } from "./lanes";
import styles from "./TimelineCard.module.css";

const ROW = 30;
const TOP = 20;

export function TimelineCard({ item, report }: { item: Case; report: Report }): ReactElement | null {
  const entries = useQuery(timeline(item.number)).data?.items;
  const { zone } = usePrefs();
  const [box, whole] = useWidth<HTMLDivElement>(620);
  const found = useMemo(() => lanesOf(report, entries ?? []), [report, entries]);
  if (found.lanes.length === 0) return null;
  const left = whole < 480 ? 70 : 92;
  const width = whole - left - 4;
  const x = timeScale(found.start, found.end, width, whole < 480 ? 3 : 6);
  const height = found.lanes.length * ROW;
  return (
    <Card title="Timeline" aside={`${shortTime(found.start, zone)} to ${shortTime(found.end, zone)} ${zoneName(zone)}`}>
      <div ref={box}>
        <svg
          width={whole}
          height={TOP + height + 22}
          className={styles.chart}
          role="img"
          aria-label={spoken(found.lanes)}
        >
          <g transform={`translate(${left} ${TOP})`}>
            {found.onset !== null && (
              <>
                <rect
                  x={x.at(found.onset)}
                  width={width - x.at(found.onset)}
                  height={height}
                  className={styles.impact}
                />
                <line x1={x.at(found.onset)} x2={x.at(found.onset)} y1={-6} y2={height} className={styles.onset} />
                <text x={x.at(found.onset)} y={-9} textAnchor="middle" className={styles.began}>
                  onset
                </text>
              </>
            )}
            {found.lanes.map((lane, index) => (
              <g key={lane.name} transform={`translate(0 ${index * ROW + ROW / 2})`}>
                <text x={-left} y={4}>
                  {lane.name}
                </text>
                <line x2={width} className={styles.rail} />
                <Marks
                  lane={lane}
                  at={(moment) => x.at(moment)}
                  width={width}
                  time={(moment) => clockTime(moment, zone)}
                />
              </g>
            ))}
            {x.ticks.map((tick) => (
              <text key={tick} x={x.at(tick)} y={height + 18} textAnchor="middle" className={styles.tick}>
                {shortTime(tick, zone)}
              </text>
            ))}
          </g>
        </svg>
      </div>
    </Card>
  );
}

interface MarksProps {
  lane: Lane;
  at: (moment: number) => number;
  width: number;
  time: (moment: number) => string;
}

/** Each mark, and one label where there is room for it: the one that matters, or how many there are. */
function Marks({ lane, at, width, time }: MarksProps): ReactElement {
  const last = Math.max(...lane.marks.map((mark) => at(mark.at)));
  const main =
    lane.marks.find((mark) => mark.tone === "change") ?? (lane.marks.length === 1 ? lane.marks[0] : undefined);
  const text = main ? main.text : `${lane.marks.length} ${lane.name.toLowerCase()}`;
  const room = Math.floor((width - last - 12) / 6.2);
  const first = Math.min(...lane.marks.map((mark) => at(mark.at)));
  const roomBefore = Math.floor((first - 12) / 6.2);
  const onRight = room >= Math.min(text.length, 14);
  return (
    <>
      {lane.marks.map((mark) => (
        <MarkShape
          key={`${mark.at} ${mark.text}`}
          mark={mark}
          x={at(mark.at)}
          title={`${time(mark.at)} ${visible(mark.text)}`}
        />
      ))}
      {(onRight || roomBefore >= 10) && (
        <text
          x={onRight ? last + 10 : first - 10}
          y={4}
          textAnchor={onRight ? "start" : "end"}
          className={styles.label}
        >
          {shortened(visible(text), onRight ? room : roomBefore)}
        </text>
      )}
    </>
  );
}

function MarkShape({ mark, x, title }: { mark: Mark; x: number; title: string }): ReactElement {
  const isChange = mark.tone === "change" || mark.tone === "quiet";
  return (
    <g transform={`translate(${x} 0)`} className={styles[mark.tone]}>
      <title>{title}</title>
      {isChange ? <path d="M0-5 5 0 0 5-5 0z" /> : <circle r="3.6" />}
    </g>
  );
}

const shortened = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, Math.max(1, most - 1))}…` : text;

const spoken = (lanes: readonly Lane[]): string =>
  `Timeline. ${lanes
    .map(
      (lane) =>
        `${lane.name}: ${lane.marks
          .map((mark) => mark.text)
          .slice(0, 6)
          .join("; ")}`,
    )
    .join(". ")}`;
