/** Redaction: secrets are taken out before anything is stored, always; a text can be tried, and is not kept. */
import { useMutation } from "@tanstack/react-query";
import { type ReactElement, type SyntheticEvent, useState } from "react";
import { api, read } from "../../api/client";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Json } from "../../components/Json";
import { Pill } from "../../components/Pill";
import { visible } from "../../lib/format";
import styles from "./Settings.module.css";

export function Redaction(): ReactElement {
  const [text, setText] = useState("");
  const trial = useMutation({
    mutationFn: () => read<{ text: string; redacted: boolean }>(api.POST("/api/v1/redaction/try", { body: { text } })),
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    trial.mutate();
  };
  return (
    <Card title="Redaction" aside={<Pill tone="ok">Always on</Pill>}>
      <p className={styles.quiet}>
        Passwords, keys, tokens, card numbers and mail addresses are taken out of everything that comes in, before it is
        stored. Try a line of yours; it is not kept.
      </p>
      <form className={styles.tries} onSubmit={submit}>
        <textarea
          aria-label="A text to redact"
          placeholder="db connect failed: password=…"
          value={text}
          rows={2}
          maxLength={20_000}
          required
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" disabled={trial.isPending}>
          Try
        </Button>
      </form>
      {trial.error && <p role="alert">{visible(trial.error.message)}</p>}
      {trial.data && (
        <>
          <p role="status">{trial.data.redacted ? "This would be stored:" : "There is nothing secret in it."}</p>
          <Json value={trial.data.text} label="The text without secrets" />
        </>
      )}
    </Card>
  );
}
