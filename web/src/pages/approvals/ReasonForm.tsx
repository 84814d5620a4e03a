/** ReasonForm: words that are needed, and the button that sends them. */
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
  /** `clear` empties the form, where it stays when the words have arrived. */
  onSend: (text: string, clear: () => void) => void;
  onBack?: () => void;
  /** Said under the label. */
  about?: string;
  /** In characters; 1000 where nothing is said. */
  most?: number;
  /** `false` where nobody asked for the form and it stands among other things. */
  takesFocus?: false;
}

export function ReasonForm(props: Props): ReactElement {
  const [text, setText] = useState("");
  const send = (event: SyntheticEvent) => {
    event.preventDefault();
    props.onSend(text, () => setText(""));
  };
  return (
    <form className={styles.form} onSubmit={send}>
      <label className={styles.why}>
        {props.label}
        <textarea
          value={text}
          onChange={(event) => setText(event.target.value)}
          rows={2}
          maxLength={props.most ?? 1000}
          autoFocus={props.takesFocus ?? true}
        />
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
