/** Snoozes: until when a case may be left alone. */

const HOUR = 3_600_000;
const MORNING = 9;

/** Words and RFC 3339 times; the morning is that of whoever looks. */
export function snoozes(now: Date): [string, string][] {
  const morning = new Date(now);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(MORNING, 0, 0, 0);
  const after = (hours: number) => new Date(now.getTime() + hours * HOUR).toISOString();
  return [
    ["For 1 hour", after(1)],
    ["For 4 hours", after(4)],
    ["Until tomorrow, 9 o’clock", morning.toISOString()],
    ["For a week", after(7 * 24)],
  ];
}
