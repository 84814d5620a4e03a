/** CaseRow: one case in the list, in two lines of a fixed height. */
import { Link } from "@tanstack/react-router";
import type { MouseEvent, ReactElement } from "react";
import type { Case } from "../../api/shapes";
import { Ago } from "../../components/Ago";
import { Confidence } from "../../components/Confidence";
import { Pill } from "../../components/Pill";
import { Severity } from "../../components/Severity";
import { toneOf } from "../../components/states";
import { Sparkline } from "../../charts/Sparkline";
import { entityName, plural, visible, words } from "../../lib/format";
import styles from "./CaseList.module.css";
import { type Pulse, told } from "./pulse";

interface Props {
  item: Case;
  index: number;
  top: number;
  /** Absent until it is known. */
  pulse: Pulse | undefined;
  /** A person's name in the place of an id. */
  named: (text: string) => string;
  isCursor: boolean;
  isPicked: boolean;
  onFocus: () => void;
  onPick: ((isRange: boolean) => void) | undefined;
}

export function CaseRow({ item, index, top, pulse, named, isCursor, isPicked, onFocus, onPick }: Props): ReactElement {
  const click = (event: MouseEvent<HTMLInputElement>) => onPick?.(event.shiftKey);
  return (
    <li
      style={{ transform: `translateY(${top}px)` }}
      className={styles.item}
      data-picked={isPicked || undefined}
      data-picks={onPick ? true : undefined}
    >
      {onPick && (
        <label className={styles.pick}>
          <input
            type="checkbox"
            checked={isPicked}
            onClick={click}
            onChange={() => undefined}
            tabIndex={-1}
            aria-label={`Select ${item.number}`}
          />
        </label>
      )}
      <Link
        to="/cases/$ref"
        params={{ ref: item.number }}
        className={styles.row ?? ""}
        data-row={index}
        tabIndex={isCursor ? 0 : -1}
        onFocus={onFocus}
      >
        <span className={styles.severity}>
          <Severity level={item.severity} />
        </span>
        <span className={styles.what}>
          <strong>{visible(item.title)}</strong>
          <span>
            <code>{item.number}</code>
            {[item.cause ?? entityName(item.entity), extent(item)].map((part) => part && ` · ${visible(part)}`)}
          </span>
        </span>
        <span className={styles.state}>
          <Pill tone={toneOf(item.state)}>{words(item.state)}</Pill>
        </span>
        <span className={styles.confidence}>
          {item.confidence ? <Confidence value={item.confidence} quiet /> : item.confidence === 0 && "No cause found"}
        </span>
        <span className={styles.owner}>
          {item.assigned_to ? named(item.assigned_to) : item.acknowledged_by ? "Acknowledged" : ""}
        </span>
        <span className={styles.pulse}>
          {pulse && <Sparkline counts={pulse.counts} label={told(pulse, item.event_count)} />}
        </span>
        <span className={styles.age}>
          <Ago at={item.opened_at} suffix="" />
        </span>
      </Link>
    </li>
  );
}

const extent = (item: Case): string =>
  item.affected ? plural(item.affected, "place") : plural(item.event_count, "event");
