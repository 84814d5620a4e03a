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
import { Notifications } from "./Notifications";
import { Packs } from "./Packs";
import { Redaction } from "./Redaction";
import { Retention } from "./Retention";
import styles from "./Settings.module.css";
import { Sources } from "./Sources";
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
          <Retention mayChange={permits("settings.manage")} />
          <Redaction />
        </div>
        <div className={styles.column}>
          {permits("roles.manage") && <Members manage={permits("members.manage")} />}
          {permits("tokens.manage") && <Tokens />}
          <Sources />
          {permits("packs.read") && <Packs />}
          {permits("packs.read") && <Notifications />}
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
