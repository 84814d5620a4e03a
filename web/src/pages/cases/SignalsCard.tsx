/** SignalsCard: the lines behind the metric evidence, the earliest onset first, under one crosshair. */
import { useQuery } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import type { components } from "../../api/schema";
import { signals } from "../../api/queries";
import type { Report } from "../../api/shapes";
import { MetricChart } from "../../charts/MetricChart";
import { Card } from "../../components/Card";
import { Failed, Skeleton } from "../../components/Feedback";
import { entityName, measured, ratio, visible } from "../../lib/format";
import { lag } from "../../lib/time";
import styles from "./SignalsCard.module.css";

type Signals = components["schemas"]["Signals"];
type Signal = components["schemas"]["Signal"];

export function SignalsCard({ reportId, report }: { reportId: string; report: Report }): ReactElement | null {
  const found = useQuery(signals(reportId));
  if (found.error) return <Failed error={found.error} what="signals" retry={() => void found.refetch()} />;
  if (found.data?.items.length === 0) return null;
  return (
    <Card title="Signals, by onset">
      {found.data ? <Charts data={found.data} report={report} /> : <Skeleton height={440} />}
    </Card>
  );
}

function Charts({ data, report }: { data: Signals; report: Report }): ReactElement {
  const [cursor, setCursor] = useState<number | null>(null);
  const [asTable, setAsTable] = useState(false);
  const began = report.verdict.cause?.onset ?? data.items[0]?.onset ?? null;
  const change = report.evidence.find(
    (item) => item.kind.startsWith("change.") && item.value.ref === report.verdict.cause?.change,
  );
  if (asTable) return <AsTable data={data} onBack={() => setAsTable(false)} />;
  return (
    <>
      <div className={styles.grid}>
        {data.items.map((signal, index) => (
          <figure key={signal.evidence_id} className={styles.figure}>
            <Caption signal={signal} began={began} />
            <MetricChart
              label={visible(signal.text)}
              times={data.times}
              values={signal.values}
              onset={signal.onset ? Date.parse(signal.onset) : null}
              began={began ? Date.parse(began) : null}
              change={change?.onset ? Date.parse(change.onset) : null}
              before={signal.before}
              isHot={signal.onset !== null}
              format={(value) => measured(value, signal.unit)}
              cursor={cursor}
              onCursor={setCursor}
              showsOnset={index === 0}
            />
          </figure>
        ))}
      </div>
      <button type="button" className={styles.switch} onClick={() => setAsTable(true)}>
        View as table
      </button>
    </>
  );
}

function Caption({ signal, began }: { signal: Signal; began: string | null }): ReactElement {
  return (
    <figcaption className={styles.caption}>
      <span className={styles.name} title={signal.name}>
        {visible(shortName(signal.name))}
        {signal.stat !== "value" && ` ${signal.stat}`} <span>{visible(entityName(signal.entity))}</span>
      </span>
      <strong className={signal.onset ? styles.hot : undefined}>
        {signal.after === null ? "" : measured(signal.after, signal.unit)}
      </strong>
      <span>
        {ratio(signal.before, signal.after) ||
          (signal.before === null ? "" : `from ${measured(signal.before, signal.unit)}`)}
      </span>
      <span>{signal.onset && began ? lag(signal.onset, began) : "no anomaly"}</span>
    </figcaption>
  );
}

function AsTable({ data, onBack }: { data: Signals; onBack: () => void }): ReactElement {
  return (
    <>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Signal</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
            <th scope="col">Onset</th>
          </tr>
        </thead>
        <tbody>
          {data.items.map((signal) => (
            <tr key={signal.evidence_id}>
              <td>
                {visible(signal.name)} {signal.stat} of {visible(entityName(signal.entity))}
              </td>
              <td>{signal.before === null ? "" : measured(signal.before, signal.unit)}</td>
              <td>{signal.after === null ? "" : measured(signal.after, signal.unit)}</td>
              <td>{signal.onset?.slice(11, 19)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <button type="button" className={styles.switch} onClick={onBack}>
        View as charts
      </button>
    </>
  );
}

/** What a dotted name says beside its family; the whole is in the title. */
const shortName = (name: string): string => {
  const parts = name.split(".");
  return parts
    .slice(parts[0] === "http" ? 1 : -2)
    .join(" ")
    .replaceAll("_", " ");
};
