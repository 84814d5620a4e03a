/** ReplayBar: take a run through again: play, step, jump to a failure, or scrub. */
import { type ReactElement, useEffect, useState } from "react";
import type { Entry } from "../../api/runs";
import { Button } from "../../components/Button";
import { Segmented } from "../../components/Segmented";
import { lag } from "../../lib/time";
import { visible } from "../../lib/format";
import { kept, nextFailed, pause, type Speed } from "./replay";
import styles from "./ReplayBar.module.css";

const SPEEDS = [
  ["1", "1×"],
  ["2", "2×"],
  ["5", "5×"],
  ["10", "10×"],
] as const;

interface Props {
  timeline: Entry[];
  place: number;
  replays: boolean;
  onPlace: (place: number) => void;
  onEnd: () => void;
}

export function ReplayBar({ timeline, place, replays, onPlace, onEnd }: Props): ReactElement {
  const [plays, setPlays] = useState(false);
  const [speed, setSpeed] = useState<(typeof SPEEDS)[number][0]>("1");
  const last = timeline.length - 1;
  useEffect(() => {
    if (!plays) return;
    if (place >= last) {
      setPlays(false);
      return;
    }
    const timer = window.setTimeout(() => onPlace(place + 1), pause(timeline, place, Number(speed) as Speed));
    return () => window.clearTimeout(timer);
  }, [plays, place, last, speed, timeline, onPlace]);
  const here = timeline[place];
  const failed = nextFailed(timeline, place, 1) ?? nextFailed(timeline, -1, 1);
  const go = (to: number) => {
    setPlays(false);
    onPlace(kept(to, timeline.length));
  };
  const play = () => {
    if (!plays) onPlace(!replays || place >= last ? 0 : place);
    setPlays(!plays);
  };
  return (
    <div className={styles.bar} role="group" aria-label="Replay">
      <Button onClick={play} disabled={last < 1}>
        {plays ? "Pause" : "Replay"}
      </Button>
      <span className={styles.way}>
        <Button kind="ghost" aria-label="Previous entry" disabled={place === 0} onClick={() => go(place - 1)}>
          ←
        </Button>
        <input
          type="range"
          className={styles.scrubber}
          min={0}
          max={last}
          value={place}
          aria-label="Place in the run"
          aria-valuetext={here ? `${place + 1} of ${last + 1}: ${visible(here.name)}` : ""}
          onChange={(event) => go(Number(event.target.value))}
        />
        <Button kind="ghost" aria-label="Next entry" disabled={place >= last} onClick={() => go(place + 1)}>
          →
        </Button>
      </span>
      <span className={styles.place}>
        {place + 1} of {last + 1}
        {here?.timestamp && timeline[0]?.timestamp && ` · ${lag(here.timestamp, timeline[0].timestamp)}`}
      </span>
      <Segmented label="Speed" value={speed} options={SPEEDS} onChange={setSpeed} />
      {failed !== null && <Button onClick={() => go(failed)}>Next failure</Button>}
      {replays && (
        <Button
          kind="ghost"
          onClick={() => {
            setPlays(false);
            onEnd();
          }}
        >
          Show all
        </Button>
      )}
    </div>
  );
}
