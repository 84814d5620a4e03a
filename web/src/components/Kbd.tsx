/** Kbd: a key, as it is printed on the keyboard. */
import type { ReactElement } from "react";
import styles from "./Kbd.module.css";

export const Kbd = ({ keys }: { keys: string }): ReactElement => <kbd className={styles.kbd}>{keys}</kbd>;
