/** Places: what the navigation leads to, in its order, with the keys that go there. */
import type { IconName } from "../components/Icon";

export interface PlaceTo {
  to:
    | "/cases"
    | "/approvals"
    | "/runs"
    | "/explore"
    | "/playbooks"
    | "/tools"
    | "/topology"
    | "/audit"
    | "/budgets"
    | "/system"
    | "/settings"
    | "/debug";
  name: string;
  icon: IconName;
  keys: string;
  count?: "cases" | "approvals";
}

export const WORK: readonly PlaceTo[] = [
  { to: "/cases", name: "Cases", icon: "cases", keys: "g i", count: "cases" },
  { to: "/approvals", name: "Approvals", icon: "approvals", keys: "g p", count: "approvals" },
  { to: "/runs", name: "Agent runs", icon: "runs", keys: "g r" },
  { to: "/playbooks", name: "Playbooks", icon: "playbooks", keys: "g b" },
  { to: "/tools", name: "Tools", icon: "tools", keys: "g x" },
  { to: "/topology", name: "Topology", icon: "topology", keys: "g t" },
  { to: "/explore", name: "Explore", icon: "metric", keys: "g e" },
];
export const ADMIN: readonly PlaceTo[] = [
  { to: "/audit", name: "Audit", icon: "audit", keys: "g u" },
  { to: "/budgets", name: "Budgets", icon: "budgets", keys: "g m" },
  { to: "/system", name: "System", icon: "system", keys: "g y" },
  { to: "/settings", name: "Settings", icon: "settings", keys: "g s" },
  { to: "/debug", name: "Debug", icon: "log", keys: "g d" },
];
export const PLACES = [...WORK, ...ADMIN];
