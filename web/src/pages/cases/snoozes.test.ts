import { expect, it } from "vitest";
import { snoozes } from "./snoozes";

it("offers times that lie ahead, in order, the morning at nine of whoever looks", () => {
  const now = new Date("2026-11-30T22:15:00Z");
  const found = snoozes(now);
  const times = found.map(([, until]) => Date.parse(until));
  expect(times[0]).toBe(now.getTime() + 3_600_000);
  expect([...times].sort((one, other) => one - other)).toEqual(times);
  const morning = new Date(found[2]?.[1] ?? "");
  expect([morning.getHours(), morning.getMinutes()]).toEqual([9, 0]);
});
