import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { Sparkline } from "./Sparkline";

afterEach(cleanup);

describe("Sparkline", () => {
  it("is a picture with a sentence, a line, and a bar for each count that is not 0", () => {
    render(<Sparkline counts={[8, 0, 2, 0]} label="10 events" />);
    const picture = screen.getByRole("img", { name: "10 events" });
    const [base, ...bars] = [...picture.querySelectorAll("rect")];
    expect(base?.getAttribute("width")).toBe("11");
    expect(bars.map((bar) => [bar.getAttribute("x"), Number(bar.getAttribute("height"))])).toEqual([
      ["0", 19],
      ["6", 7],
    ]);
  });
  it("is low where nothing came together", () => {
    render(<Sparkline counts={[1, 0]} label="1 event" />);
    const [, bar] = [...screen.getByRole("img").querySelectorAll("rect")];
    expect(Number(bar?.getAttribute("height"))).toBe(7);
  });
  it("is a bare line where nothing happened, or too much to be counted", () => {
    for (const counts of [[0, 0], []]) {
      render(<Sparkline counts={counts} label="none" />);
      expect(screen.getByRole("img").querySelectorAll("rect").length).toBe(1);
      cleanup();
    }
  });
});
