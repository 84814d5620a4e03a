/** CommandPalette: go anywhere, find a case, act on this page; all from the keyboard. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { type ReactElement, useDeferredValue, useState } from "react";
import { api, read } from "../api/client";
import type { CasePage } from "../api/shapes";
import { Kbd } from "../components/Kbd";
import { visible } from "../lib/format";
import { setPrefs, usePrefs } from "../lib/prefs";
import { PLACES } from "./places";
import styles from "./CommandPalette.module.css";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onHelp: () => void;
}

export function CommandPalette({ open, onOpenChange, onHelp }: Props): ReactElement {
  const navigate = useNavigate();
  const { theme, zone } = usePrefs();
  const [text, setText] = useState("");
  const wanted = useDeferredValue(text.trim());
  const found = useQuery({
    queryKey: ["cases", "palette", wanted],
    queryFn: () => read<CasePage>(api.GET("/api/v1/cases", { params: { query: { text: wanted, limit: 6 } } })),
    enabled: open,
  }).data;
  const act = (what: () => unknown) => () => {
    onOpenChange(false);
    setText("");
    void what();
  };
  return (
    <Command.Dialog
      open={open}
      onOpenChange={onOpenChange}
      label="Find or jump to"
      overlayClassName={styles.overlay ?? ""}
      contentClassName={styles.palette ?? ""}
    >
      <Command.Input value={text} onValueChange={setText} placeholder="Find a case, or type a command" />
      <Command.List>
        <Command.Empty>Nothing is called like that.</Command.Empty>
        <Command.Group heading="Cases">
          {found?.items.map((item) => (
            <Command.Item
              key={item.case_id}
              value={`${item.number} ${item.title} ${item.entity}`}
              onSelect={act(() => navigate({ to: "/cases/$ref", params: { ref: item.number } }))}
            >
              <span>{visible(item.title)}</span>
              <code>{item.number}</code>
            </Command.Item>
          ))}
        </Command.Group>
        <Command.Group heading="This page">
          <Item
            text="Copy link to this view"
            keys="y"
            onSelect={act(() => navigator.clipboard.writeText(location.href))}
          />
          <Item
            text={theme === "light" ? "Dark theme" : "Light theme"}
            onSelect={act(() => setPrefs({ theme: theme === "light" ? "dark" : "light" }))}
          />
          <Item
            text={zone === "utc" ? "Show local time" : "Show UTC"}
            onSelect={act(() => setPrefs({ zone: zone === "utc" ? "local" : "utc" }))}
          />
          <Item text="Keyboard shortcuts" keys="?" onSelect={act(onHelp)} />
        </Command.Group>
        <Command.Group heading="Go to">
          {PLACES.map((place) => (
            <Item key={place.to} text={place.name} keys={place.keys} onSelect={act(() => navigate({ to: place.to }))} />
          ))}
          <Item text="Executions" onSelect={act(() => navigate({ to: "/executions" }))} />
          <Item text="Welcome: load a recorded incident" onSelect={act(() => navigate({ to: "/welcome" }))} />
        </Command.Group>
      </Command.List>
    </Command.Dialog>
  );
}

function Item({ text, keys, onSelect }: { text: string; keys?: string; onSelect: () => void }): ReactElement {
  return (
    <Command.Item onSelect={onSelect}>
      <span>{text}</span>
      {keys && <Kbd keys={keys} />}
    </Command.Item>
  );
}
