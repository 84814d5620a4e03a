import { cleanup, render, screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Dearer } from "../../api/runs";
import { DearerOnes } from "./FleetCards";

vi.mock("@tanstack/react-router", () => ({ Link: ({ children }: { children: ReactNode }) => <a>{children}</a> }));

afterEach(cleanup);

const item: Dearer = {
  agent: "support",
  what: "version",
  value: "2.1",
  before: ["2.0"],
  figure: "duration_ms",
  runs: 20,
  runs_before: 31,
  median: 33_000,
  median_before: 13_000,
  first_at: "2026-01-15T10:30:00Z",
  p: 0.0001,
  adjusted_p: 0.0001,
  is_regression: true,
};

describe("what became dearer", () => {
  it("says by how much, against what, and how likely that is by chance", () => {
    render(<DearerOnes items={[item, { ...item, figure: "cost_usd", median: 0.5, median_before: 0.2 }]} />);
    const [first, second] = screen.getAllByRole("listitem").map((one) => one.textContent);
    expect(first).toContain("support version 2.1Takes longer");
    expect(first).toContain("33 s, before 13 s: the middle of 20 runs that succeeded, and of 31 before (2.0)");
    expect(first).toContain("By chance: less than 1 in 1 000");
    expect(second).toContain("Costs more$0.50, before $0.20");
  });
  it("says that nothing did", () => {
    render(<DearerOnes items={[]} />);
    expect(screen.getByText(/takes more time, tokens or money/u)).toBeTruthy();
  });
});
