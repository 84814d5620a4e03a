/** Routes: every address of the application. `rootward/api/dashboard.py` serves the same. */
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { Failed, Loading } from "./components/Feedback";
import { CasesPage } from "./pages/cases/CasesPage";
import { caseSearch, casesSearch } from "./pages/cases/search";
import { exploreSearch } from "./pages/explore/search";
import { packSearch, playbookSearch } from "./pages/playbooks/search";
import { compareSearch, fleetSearch, runSearch, runsSearch } from "./pages/runs/search";
import { AppShell } from "./shell/AppShell";

const root = createRootRouteWithContext<{ queries: QueryClient }>()({ component: Outlet });
const shell = createRoute({ getParentRoute: () => root, id: "shell", component: AppShell });
const under = { getParentRoute: () => shell };

const home = createRoute({
  ...under,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/cases" });
  },
});
const cases = createRoute({ ...under, path: "/cases", component: CasesPage, validateSearch: casesSearch });
const oneCase = createRoute({
  ...under,
  path: "/cases/$ref",
  validateSearch: caseSearch,
  component: lazyRouteComponent(() => import("./pages/cases/CasePage"), "CasePage"),
});
const printed = createRoute({
  getParentRoute: () => root,
  path: "/cases/$ref/print",
  component: lazyRouteComponent(() => import("./pages/cases/PrintPage"), "PrintPage"),
});
const approvals = createRoute({
  ...under,
  path: "/approvals",
  validateSearch: (search: Record<string, unknown>): { state?: string } =>
    typeof search.state === "string" ? { state: search.state } : {},
  component: lazyRouteComponent(() => import("./pages/approvals/ApprovalsPage"), "ApprovalsPage"),
});
const approval = createRoute({
  ...under,
  path: "/approvals/$id",
  component: lazyRouteComponent(() => import("./pages/approvals/ApprovalPage"), "ApprovalPage"),
});
const playbooks = createRoute({
  ...under,
  path: "/playbooks",
  component: lazyRouteComponent(() => import("./pages/playbooks/PlaybooksPage"), "PlaybooksPage"),
});
const playbook = createRoute({
  ...under,
  path: "/playbooks/$name",
  validateSearch: playbookSearch,
  component: lazyRouteComponent(() => import("./pages/playbooks/PlaybookPage"), "PlaybookPage"),
});
const playbookRun = createRoute({
  ...under,
  path: "/playbook-runs/$id",
  component: lazyRouteComponent(() => import("./pages/playbooks/RunPage"), "RunPage"),
});
const tools = createRoute({
  ...under,
  path: "/tools",
  validateSearch: (search: Record<string, unknown>): { tool?: string } =>
    typeof search.tool === "string" ? { tool: search.tool } : {},
  component: lazyRouteComponent(() => import("./pages/tools/ToolsPage"), "ToolsPage"),
});
const executions = createRoute({
  ...under,
  path: "/executions",
  component: lazyRouteComponent(() => import("./pages/tools/ExecutionsPage"), "ExecutionsPage"),
});
const topology = createRoute({
  ...under,
  path: "/topology",
  validateSearch: (search: Record<string, unknown>): { node?: string } =>
    typeof search.node === "string" ? { node: search.node } : {},
  component: lazyRouteComponent(() => import("./pages/topology/TopologyPage"), "TopologyPage"),
});
const audit = createRoute({
  ...under,
  path: "/audit",
  validateSearch: (search: Record<string, unknown>): { action?: string; actor?: string } => ({
    ...(typeof search.action === "string" && { action: search.action }),
    ...(typeof search.actor === "string" && { actor: search.actor }),
  }),
  component: lazyRouteComponent(() => import("./pages/audit/AuditPage"), "AuditPage"),
});
const budgets = createRoute({
  ...under,
  path: "/budgets",
  component: lazyRouteComponent(() => import("./pages/budgets/BudgetsPage"), "BudgetsPage"),
});
const system = createRoute({
  ...under,
  path: "/system",
  component: lazyRouteComponent(() => import("./pages/system/SystemPage"), "SystemPage"),
});
const settings = createRoute({
  ...under,
  path: "/settings",
  component: lazyRouteComponent(() => import("./pages/settings/SettingsPage"), "SettingsPage"),
});
const pack = createRoute({
  ...under,
  path: "/settings/packs/$name",
  validateSearch: packSearch,
  component: lazyRouteComponent(() => import("./pages/settings/PackPage"), "PackPage"),
});
const welcome = createRoute({
  ...under,
  path: "/welcome",
  component: lazyRouteComponent(() => import("./pages/welcome/WelcomePage"), "WelcomePage"),
});
const runs = createRoute({
  ...under,
  path: "/runs",
  validateSearch: runsSearch,
  component: lazyRouteComponent(() => import("./pages/runs/RunsPage"), "RunsPage"),
});
const fleet = createRoute({
  ...under,
  path: "/runs/fleet",
  validateSearch: fleetSearch,
  component: lazyRouteComponent(() => import("./pages/runs/FleetPage"), "FleetPage"),
});
const compare = createRoute({
  ...under,
  path: "/runs/compare",
  validateSearch: compareSearch,
  component: lazyRouteComponent(() => import("./pages/runs/ComparePage"), "ComparePage"),
});
const oneRun = createRoute({
  ...under,
  path: "/runs/$id",
  validateSearch: runSearch,
  component: lazyRouteComponent(() => import("./pages/runs/RunPage"), "RunPage"),
});
const debug = createRoute({
  ...under,
  path: "/debug",
  component: lazyRouteComponent(() => import("./pages/debug/DebugPage"), "DebugPage"),
});
const explore = createRoute({
  ...under,
  path: "/explore",
  validateSearch: exploreSearch,
  component: lazyRouteComponent(() => import("./pages/explore/ExplorePage"), "ExplorePage"),
});
const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  component: lazyRouteComponent(() => import("./pages/login/LoginPage"), "LoginPage"),
});
const invitation = createRoute({
  getParentRoute: () => root,
  path: "/invitation",
  component: lazyRouteComponent(() => import("./pages/join/InvitationPage"), "InvitationPage"),
});
const reset = createRoute({
  getParentRoute: () => root,
  path: "/reset",
  component: lazyRouteComponent(() => import("./pages/join/ResetPage"), "ResetPage"),
});

const tree = root.addChildren([
  login,
  invitation,
  reset,
  printed,
  shell.addChildren([
    home,
    cases,
    oneCase,
    approvals,
    approval,
    playbooks,
    playbook,
    playbookRun,
    tools,
    executions,
    topology,
    audit,
    budgets,
    system,
    settings,
    pack,
    welcome,
    runs,
    fleet,
    compare,
    oneRun,
    debug,
    explore,
  ]),
]);

export const makeRouter = (queries: QueryClient) =>
  createRouter({
    routeTree: tree,
    context: { queries },
    defaultPreload: "intent",
    defaultPendingComponent: () => <Loading height={640} />,
    scrollRestoration: true,
    defaultErrorComponent: ({ error, reset }) => <Failed whole error={error} what="page" retry={reset} />,
    defaultNotFoundComponent: () => <Failed whole error={new Error("There is nothing at this address.")} what="page" />,
  });

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
