/** Copy: a button that puts a text into the clipboard, and says that it did. */
import { type ReactElement, useEffect, useState } from "react";
import { Button } from "./Button";

const SAID_MS = 2_000;

export function Copy({ text, label = "Copy" }: { text: string; label?: string }): ReactElement {
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (!said) return;
    const timer = window.setTimeout(() => setSaid(""), SAID_MS);
    return () => window.clearTimeout(timer);
  }, [said]);
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setSaid("Copied"),
      () => setSaid("The browser refused"),
    );
  return (
    <Button onClick={() => void copy()} aria-live="polite">
      {said || label}
    </Button>
  );
}
