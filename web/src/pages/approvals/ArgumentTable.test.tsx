import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import type { Argument } from "../../api/shapes";
import { ArgumentTable } from "./ArgumentTable";

const plain: Argument = {
  pointer: "/body/a~1b",
  value: "x",
  shown: "x",
  origins: ["operator"],
  untrusted: [],
  sensitive: false,
};

afterEach(cleanup);

describe("ArgumentTable", () => {
  it("names an argument by its path, with the slash that is part of a name", () => {
    render(<ArgumentTable items={[plain]} />);
    expect(screen.getByText("body.a/b")).toBeTruthy();
  });
  it("writes out what the eye would not see, also in what was there before", () => {
    render(<ArgumentTable items={[{ ...plain, shown: "a\u200bb", before: "\u202eb" }]} />);
    expect(screen.getByText("a⟨U+200B⟩b").tagName).toBe("INS");
    expect(screen.getByText("⟨U+202E⟩b").tagName).toBe("DEL");
  });
  it("says what was taken away and what is new", () => {
    const gone: Argument = { ...plain, pointer: "/note", before: "old", shown: "", gone: true };
    render(<ArgumentTable items={[gone, { ...plain, added: true }]} />);
    expect(screen.getByText("taken away")).toBeTruthy();
    expect(screen.getByText("new")).toBeTruthy();
  });
  it("says where what decides the target comes from", () => {
    render(<ArgumentTable items={[{ ...plain, sensitive: true, untrusted: ["free_text"] }]} />);
    expect(screen.getByText("decides what is hit")).toBeTruthy();
    expect(screen.getByText("comes from free text")).toBeTruthy();
  });
});
