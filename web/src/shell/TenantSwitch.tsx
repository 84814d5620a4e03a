/** TenantSwitch: the tenant one is in, and the others that one may go to; with one tenant it only says which. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { DropdownMenu } from "radix-ui";
import type { ReactElement } from "react";
import { api, read } from "../api/client";
import { me, session } from "../api/queries";
import { visible, words } from "../lib/format";
import styles from "./SideNav.module.css";

export function TenantSwitch(): ReactElement {
  const who = useQuery(me).data;
  const found = useQuery({ ...session, enabled: who?.auth.startsWith("session:") ?? false }).data;
  const go = useSwitch();
  const label = (
    <>
      <span className={styles.letter} aria-hidden="true">
        {(who?.tenant ?? "r").charAt(0).toUpperCase()}
      </span>
      <span className={styles.who}>
        <strong>{visible(who?.tenant ?? " ")}</strong>
        <span>{visible(who?.name ?? " ")}</span>
      </span>
    </>
  );
  if (!found || found.tenants.length < 2) return <div className={styles.tenant}>{label}</div>;
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        className={`${styles.tenant} ${styles.switch}`}
        title="Change tenant"
        disabled={go.isPending}
      >
        {label}
        <span className="sr">, change tenant</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className={styles.menu} align="start" sideOffset={4}>
          <DropdownMenu.RadioGroup value={found.tenant} onValueChange={(tenant) => go.mutate(tenant)}>
            {found.tenants.map((one) => (
              <DropdownMenu.RadioItem key={one.tenant} value={one.tenant} className={styles.place}>
                <strong>{visible(one.name)}</strong>
                <span>{one.tenant === found.tenant ? `${words(one.role)}, you are here` : words(one.role)}</span>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** The page is loaded anew: nothing of one tenant may stay on the screen of another. */
export function useSwitch() {
  return useMutation({
    mutationFn: (tenant: string) => read(api.POST("/api/v1/session/tenant", { body: { tenant } })),
    onSuccess: () => location.assign("/cases"),
  });
}
