/** Door: the page of somebody who is not in yet: one narrow column, and what went wrong under it. */
import type { ReactElement, ReactNode } from "react";
import { visible } from "../../lib/format";
import styles from "./LoginPage.module.css";

export function Door({ title, children }: { title: string; children: ReactNode }): ReactElement {
  return (
    <main className={styles.page}>
      <div className={styles.form}>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}

export function Wrong({ error }: { error: Error | null }): ReactElement | null {
  if (!error) return null;
  return (
    <p role="alert" className={styles.error}>
      {visible(error.message)}
    </p>
  );
}

interface FieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  type?: "text" | "email" | "password";
  autoComplete: string;
  hint?: string;
  placeholder?: string;
}

/** Required, all of them. */
export function Field({ label, value, onChange, type = "text", hint, ...rest }: FieldProps): ReactElement {
  return (
    <label>
      {label}
      <input type={type} value={value} onChange={(event) => onChange(event.target.value)} required {...rest} />
      {hint && <span className={styles.hint}>{hint}</span>}
    </label>
  );
}

export const PASSWORD_HINT = "At least 12 characters. Several words of your own are easiest.";
