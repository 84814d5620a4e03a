import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { DiffLine } from "../api/schema";
import { CodeBlock } from "./CodeBlock";
import { LineDiff } from "./LineDiff";

afterEach(cleanup);

const same = (at: number): DiffLine => ({ kind: "same", text: `key${at}: x`, before: at, after: at });
const LINES: DiffLine[] = [
  ...Array.from({ length: 9 }, (_, place) => same(place + 1)),
  { kind: "removed", text: "name: <img src=x onerror=1>", before: 10, after: null },
  { kind: "added", text: "name: \u202egood", before: null, after: 10 },
];

it("says of each line in words what it is, and shows it as text", () => {
  const { container } = render(<LineDiff label="Difference" lines={LINES} />);
  expect(screen.getByText("added")).toBeTruthy();
  expect(screen.getByText("removed")).toBeTruthy();
  expect(container.querySelector("img")).toBeNull();
  expect(container.textContent).toContain("name: ⟨U+202E⟩good");
});

it("opens the lines that are alike", () => {
  const { container } = render(<LineDiff label="Difference" lines={LINES} />);
  expect(container.textContent).not.toContain("key1:");
  fireEvent.click(screen.getByText("6 lines alike"));
  expect(container.textContent).toContain("key1:");
});

it("numbers the lines of a text without taking them into it", () => {
  const { container } = render(<CodeBlock label="YAML" text={"# why\nname: a<b>\n"} />);
  expect(container.querySelector("pre")?.textContent).toBe("# why\nname: a<b>\n");
  expect(container.querySelectorAll("[data-number]").length).toBe(2);
});
