/** ReasonForm: one sentence that is needed, and the button that sends it. */
import { type ReactElement, type SyntheticEvent, useState } from "react";
import { Button } from "../../components/Button";
import { visible } from "../../lib/format";
import styles from "./Decide.module.css";

interface Props {
  label: string;
  button: string;
  kind?: "primary" | "danger" | "secondary";
  isPending: boolean;
  error: Error | null;
  onSend: (text: string) => void;
  onBack?: () => void;
  /** Said under the label. */
  about?: string;
}

export function ReasonForm(props: Props): ReactElement {
  const [text, setText] = useState("");
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    props.onSend(text);
  };
  return (
    <form className={styles.form} onSubmit={send}>
      <label className={styles.why}>
        {props.label}
        <textarea value={text} onChange={(event) => setText(event.target.value)} rows={2} maxLength={1000} autoFocus />
      </label>
      {props.about && <p className={styles.about}>{props.about}</p>}
      <div className={styles.buttons}>
        <Button type="submit" kind={props.kind ?? "secondary"} disabled={text.trim() === "" || props.isPending}>
          {props.button}
        </Button>
        {props.onBack && (
          <Button kind="ghost" onClick={props.onBack}>
            Back
          </Button>
        )}
      </div>
      {props.error && <p role="alert">{visible(props.error.message)}</p>}
    </form>
  );
}
