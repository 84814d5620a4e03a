/** RunsPage: what agents did, the newest first; filtered by agent, version and outcome, without end. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { type Fleet, fleet, type RunFilter, runList } from "../../api/runs";
import { Button } from "../../components/Button";
import { Empty, Failed, Skeleton } from "../../components/Feedback";
import { PageHead } from "../../components/PageHead";
import { plural, visible } from "../../lib/format";
import { RunFacets } from "./RunFacets";
import { RunList } from "./RunList";
import styles from "./Runs.module.css";

export function RunsPage(): ReactElement {
  const search = useSearch({ from: "/shell/runs" });
  const navigate = useNavigate({ from: "/runs" });
  const whole = useQuery(fleet());
  const list = useInfiniteQuery(runList(search));
  const items = list.data?.pages.flatMap((page) => page.items);
  const narrowed = Object.keys(search).length;
  const more = () => {
    if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
  };
  return (
    <>
      <PageHead title="Agent runs" about={whole.data ? told(whole.data) : " "}>
        <Link to="/debug" className={styles.action ?? ""}>
          Send one
        </Link>
        <Link to="/runs/fleet" className={styles.action ?? ""}>
          Fleet
        </Link>
      </PageHead>
      <div className={styles.list}>
        <RunFacets
          fleet={whole.data}
          failed={whole.error !== null}
          search={search}
          onChange={(changed) =>
            void navigate({ search: (before) => without({ ...before, ...changed }), replace: true })
          }
        />
        <section className={styles.panel} aria-label="Agent runs">
          {search.signature && (
            <p className={styles.narrowed}>
              Failures like <strong>{visible(search.signature)}</strong>
              <Button
                kind="ghost"
                onClick={() => void navigate({ search: (before) => without({ ...before, signature: "" }) })}
              >
                Show all
              </Button>
            </p>
          )}
          {list.error ? (
            <Failed error={list.error} what="list of agent runs" retry={() => void list.refetch()} />
          ) : items === undefined ? (
            <Skeleton height={400} />
          ) : items.length > 0 ? (
            <RunList items={items} more={more} />
          ) : narrowed > 0 ? (
            <Empty title="No run fits these filters">
              <Button onClick={() => void navigate({ search: {} })}>Clear {plural(narrowed, "filter")}</Button>
            </Empty>
          ) : (
            <NoRuns />
          )}
        </section>
      </div>
    </>
  );
}

function NoRuns(): ReactElement {
  return (
    <Empty title="No agent run came yet">
      Send OpenTelemetry spans of an agent to <code>/v1/traces</code>, or one run to <code>/agent-runs</code>. The{" "}
      <Link to="/debug" className={styles.link ?? ""}>
        debug page
      </Link>{" "}
      sends an example.
    </Empty>
  );
}

const told = (whole: Fleet): string =>
  `${plural(whole.runs, "run")} in the last year, ${whole.failed} failed${whole.truncated ? "; only the newest are counted" : ""}`;

const without = (search: RunFilter): RunFilter =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => Boolean(value)));
