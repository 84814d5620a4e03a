/** Scale: ticks and positions on an axis. */

export interface Scale {
  min: number;
  max: number;
  ticks: number[];
  at: (value: number) => number;
}

/** Values on a height, from zero or their own minimum, to a round maximum. */
export function valueScale(values: readonly number[], height: number, steps = 2): Scale {
  const top = Math.max(...values, 0);
  const low = Math.min(...values, 0);
  const step = nice((top - low || 1) / steps);
  const max = Math.ceil(top / step) * step || step;
  const min = Math.floor(low / step) * step;
  const ticks = Array.from({ length: Math.round((max - min) / step) + 1 }, (_, index) => min + index * step);
  return { min, max, ticks, at: (value) => height - ((value - min) / (max - min)) * height };
}

const NICE = [1, 2, 2.5, 5, 10];

function nice(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return (NICE.find((one) => one * power >= step * 0.999) ?? 10) * power;
}

const MINUTE = 60_000;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 240, 720, 1440].map((minutes) => minutes * MINUTE);

/** Times on a width, with ticks at round minutes. */
export function timeScale(start: number, end: number, width: number, most: number): Scale {
  const step = STEPS.find((one) => (end - start) / one <= most) ?? STEPS.at(-1) ?? MINUTE;
  const first = Math.ceil(start / step) * step;
  const ticks: number[] = [];
  for (let at = first; at <= end; at += step) ticks.push(at);
  return { min: start, max: end, ticks, at: (value) => ((value - start) / (end - start || 1)) * width };
}
