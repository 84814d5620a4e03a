import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { Cites } from "./Cites";
import { SelectionContext } from "./selection";

afterEach(cleanup);

describe("citation chips", () => {
  it("open the evidence they name", () => {
    const chosen: (number | null)[] = [];
    render(
      <SelectionContext value={{ selected: 2, select: (n) => chosen.push(n), pointed: null, point: () => undefined }}>
        <Cites numbers={[1, 2]} />
      </SelectionContext>,
    );
    expect(screen.getByRole("button", { name: "Evidence 2" }).getAttribute("aria-pressed")).toBe("true");
    screen.getByRole("button", { name: "Evidence 1" }).click();
    expect(chosen).toEqual([1]);
  });
  it("are not there where nothing is cited", () => {
    const { container } = render(<Cites numbers={[]} />);
    expect(container.childElementCount).toBe(0);
  });
});
