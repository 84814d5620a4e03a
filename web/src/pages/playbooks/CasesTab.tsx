/** CasesTab: which cases a playbook fits now, and why or why not; and what came of each of its runs. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { playbookCases, runsOfPlaybook } from "../../api/playbooks";
import type { PlaybookCase } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Empty, Failed, Skeleton } from "../../components/Feedback";
import { Pill } from "../../components/Pill";
import { Severity } from "../../components/Severity";
import { toneOf } from "../../components/states";
import { Table } from "../../components/Table";
import { Time } from "../../components/Time";
import { visible, words } from "../../lib/format";
import styles from "./Playbooks.module.css";
import { Reasons } from "./Reasons";
import { capital, fitWords, outcomeWords } from "./words";

export function CasesTab({ name }: { name: string }): ReactElement {
  return (
    <div className={styles.columns}>
      <Fitting name={name} />
      <RunsOf name={name} />
    </div>
  );
}

function Fitting({ name }: { name: string }): ReactElement {
  const found = useInfiniteQuery(playbookCases(name));
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  const fitting = items.filter((one) => one.judged.matches).length;
  return (
    <Card
      title="Cases that are not over"
      aside={found.data ? `It fits ${fitting} of ${items.length} shown` : undefined}
    >
      {found.error ? (
        <Failed error={found.error} what="list of cases" retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton height={240} />
      ) : items.length === 0 ? (
        <Empty title="No case is open">Whether it fits is shown here as soon as there is one.</Empty>
      ) : (
        <ul className={styles.fits} aria-label="Cases and whether the playbook fits them">
          {items.map((item) => (
            <Fit key={item.case_id} item={item} name={name} />
          ))}
        </ul>
      )}
      {found.hasNextPage && (
        <p className={styles.next}>
          <Button disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            Older cases
          </Button>
        </p>
      )}
    </Card>
  );
}

function Fit({ item, name }: { item: PlaybookCase; name: string }): ReactElement {
  const [tone, word] = fitWords(item, name);
  const outcome = outcomeWords(item.run?.outcome ?? null);
  return (
    <li>
      <div className={styles.fitHead}>
        <Link to="/cases/$ref" params={{ ref: item.number }} className={styles.link ?? ""}>
          {item.number}
        </Link>
        <Severity level={item.severity} />
        <span className={styles.quiet}>{words(item.state)}</span>
        <span className={styles.verdict}>
          <Pill tone={tone}>{word}</Pill>
        </span>
      </div>
      <p className={styles.title}>{visible(item.title)}</p>
      {item.judged.blocked && <p className={styles.blocked}>{capital(visible(item.judged.blocked))}</p>}
      {item.judged.matches && item.best !== "" && item.best !== name && (
        <p className={styles.quiet}>
          Another one goes first:{" "}
          <Link to="/playbooks/$name" params={{ name: item.best }} className={styles.link ?? ""}>
            {visible(item.best)}
          </Link>
        </p>
      )}
      <Reasons reasons={item.judged.reasons} />
      {item.run && (
        <p className={styles.quiet}>
          Chosen by {visible(item.run.chosen_by)}:{" "}
          <Link to="/playbook-runs/$id" params={{ id: item.run.playbook_run_id }} className={styles.link ?? ""}>
            {words(item.run.state).toLowerCase()}
            {outcome && `, ${outcome[1].toLowerCase()}`}
          </Link>
        </p>
      )}
    </li>
  );
}

function RunsOf({ name }: { name: string }): ReactElement {
  const found = useQuery(runsOfPlaybook(name));
  return (
    <Card title="Its runs" aside={found.data?.next ? "The newest 50" : undefined}>
      {found.error ? (
        <Failed error={found.error} what="list of runs" retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton height={160} />
      ) : found.data.items.length === 0 ? (
        <Empty title="It was not run yet">A playbook that fits a case is offered on the case.</Empty>
      ) : (
        <Table
          label="Runs of this playbook"
          rows={found.data.items}
          id={(run) => run.playbook_run_id}
          columns={[
            {
              head: "Began",
              cell: (run) => (
                <Link to="/playbook-runs/$id" params={{ id: run.playbook_run_id }} className={styles.link ?? ""}>
                  <Time at={run.created_at} day />
                </Link>
              ),
            },
            { head: "Tried for", cell: (run) => <code className={styles.signature}>{visible(run.signature)}</code> },
            { head: "State", cell: (run) => <Pill tone={toneOf(run.state)}>{words(run.state)}</Pill> },
            {
              head: "Outcome",
              cell: (run) => {
                const outcome = outcomeWords(run.outcome);
                return outcome && <Pill tone={outcome[0]}>{outcome[1]}</Pill>;
              },
            },
          ]}
        />
      )}
    </Card>
  );
}
