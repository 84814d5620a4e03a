/** Button: primary does the one thing a page asks for; the rest are quiet. */
import type { ButtonHTMLAttributes, ReactElement } from "react";
import styles from "./Button.module.css";

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: "primary" | "secondary" | "ghost" | "danger";
}

export function Button({ kind = "secondary", className = "", type = "button", ...rest }: Props): ReactElement {
  return <button type={type} className={`${styles.button} ${styles[kind]} ${className}`} {...rest} />;
}
