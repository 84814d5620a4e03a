/** Drawer: details beside the page, closed by Escape. */
import { Dialog } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import styles from "./Drawer.module.css";
import { Icon } from "./Icon";

export function Drawer(props: {
  title: string;
  open: boolean;
  onClose: () => void;
  children: ReactNode;
}): ReactElement {
  return (
    <Dialog.Root open={props.open} onOpenChange={(open) => !open && props.onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles.overlay} />
        <Dialog.Content className={styles.drawer} aria-describedby={undefined}>
          <header>
            <Dialog.Title className={styles.title}>{props.title}</Dialog.Title>
            <Dialog.Close className={styles.close} aria-label="Close">
              <Icon name="cross" />
            </Dialog.Close>
          </header>
          <div className={styles.body}>{props.children}</div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
