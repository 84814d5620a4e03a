/** AppShell: navigation round the page; who is not logged in is asked to. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Navigate, Outlet, useNavigate, useRouter } from "@tanstack/react-router";
import { type ReactElement, useEffect, useMemo, useState } from "react";
import { Problem } from "../api/client";
import { me } from "../api/queries";
import { Failed, Loading } from "../components/Feedback";
import { useKeys } from "../lib/keyboard";
import { follow } from "../lib/live";
import styles from "./AppShell.module.css";
import { CommandPalette } from "./CommandPalette";
import { PLACES } from "./places";
import { ShortcutHelp } from "./ShortcutHelp";
import { SideNav } from "./SideNav";
import { TabBar } from "./TabBar";
import { TopBar } from "./TopBar";

export function AppShell(): ReactElement {
  const who = useQuery(me);
  if (who.error instanceof Problem && who.error.status === 401) return <ToLogin />;
  if (who.error) return <Failed whole error={who.error} what="server" retry={() => void who.refetch()} />;
  return <Frame ready={who.data !== undefined} />;
}

/** The address is taken once: it changes on the way to the login, and would lead there again and again. */
function ToLogin(): ReactElement {
  const router = useRouter();
  const [from] = useState(() => router.latestLocation.href);
  return <Navigate to="/login" search={{ next: from }} replace />;
}

function Frame({ ready }: { ready: boolean }): ReactElement {
  const queries = useQueryClient();
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  useEffect(() => (ready ? follow(queries) : undefined), [queries, ready]);
  useShellKeys(
    () => setPalette(true),
    () => setHelp(true),
  );
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#content">
        Skip to content
      </a>
      <SideNav />
      <div className={styles.main}>
        <TopBar onSearch={() => setPalette(true)} />
        <main id="content" className={styles.content} tabIndex={-1}>
          {ready ? <Outlet /> : <Loading height={640} />}
        </main>
      </div>
      <TabBar onSearch={() => setPalette(true)} />
      <CommandPalette open={palette} onOpenChange={setPalette} onHelp={() => setHelp(true)} />
      <ShortcutHelp open={help} onClose={() => setHelp(false)} />
    </div>
  );
}

function useShellKeys(search: () => void, help: () => void): void {
  const navigate = useNavigate();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        search();
      }
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  });
  const keys = useMemo(
    () => ({
      ...Object.fromEntries(PLACES.map((place) => [place.keys, () => void navigate({ to: place.to })])),
      "?": help,
      y: () => void navigator.clipboard.writeText(location.href),
    }),
    [navigate, help],
  );
  useKeys(keys);
}
