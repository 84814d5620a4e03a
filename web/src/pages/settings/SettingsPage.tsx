/** SettingsPage: this browser's appearance and keyboard, oneself; the tenant's members, tokens and packs. */
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { me } from "../../api/queries";
import { Card } from "../../components/Card";
import { PageHead } from "../../components/PageHead";
import { Segmented } from "../../components/Segmented";
import { setPrefs, usePrefs } from "../../lib/prefs";
import { Account } from "./Account";
import { Members } from "./Members";
import { Packs } from "./Packs";
import styles from "./Settings.module.css";
import { Tokens } from "./Tokens";

export function SettingsPage(): ReactElement {
  const who = useQuery(me).data;
  const permits = (permission: string) => who?.permissions.includes(permission) ?? false;
  return (
    <>
      <PageHead title="Settings" />
      <div className={styles.columns}>
        <div className={styles.column}>
          <Appearance />
          <Account />
        </div>
        <div className={styles.column}>
          {permits("roles.manage") && <Members manage={permits("members.manage")} />}
          {permits("tokens.manage") && <Tokens />}
          {permits("packs.read") && <Packs />}
        </div>
      </div>
    </>
  );
}

function Appearance(): ReactElement {
  const { theme, zone, shortcuts } = usePrefs();
  return (
    <Card title="This browser">
      <div className={styles.choices}>
        <span>Theme</span>
        <Segmented
          label="Theme"
          value={theme}
          options={[
            ["light", "Light"],
            ["dark", "Dark"],
          ]}
          onChange={(to) => setPrefs({ theme: to })}
        />
        <span>Times</span>
        <Segmented
          label="Times"
          value={zone}
          options={[
            ["utc", "UTC"],
            ["local", "Local"],
          ]}
          onChange={(to) => setPrefs({ zone: to })}
        />
        <span>Single-key shortcuts</span>
        <Segmented
          label="Single-key shortcuts"
          value={shortcuts ? "on" : "off"}
          options={[
            ["on", "On"],
            ["off", "Off"],
          ]}
          onChange={(to) => setPrefs({ shortcuts: to === "on" })}
        />
      </div>
    </Card>
  );
}
