/** DifferencesCard: what is other in the selection than before it, the most different first. */
import { type ReactElement, useMemo } from "react";
import type { Explored } from "../../api/explore";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Table } from "../../components/Table";
import { figures, ratio, visible, words } from "../../lib/format";
import { type Difference, differences, said } from "./differences";
import styles from "./Explore.module.css";
import type { Range } from "./search";

const MOST = 20;

interface Props {
  found: Explored;
  selection: Range | null;
  onClear: () => void;
}

export function DifferencesCard({ found, selection, onClear }: Props): ReactElement {
  const told = useMemo(() => (selection ? differences(found, selection) : []), [found, selection]);
  return (
    <Card title="What is different" aside={selection && <Button onClick={onClear}>Clear selection</Button>}>
      {!selection ? (
        <p className={styles.none}>
          Drag over a stretch of time above, or move the sliders: what is other in it than before it is listed here.
        </p>
      ) : told.length === 0 ? (
        <p className={styles.none}>Nothing in the selection departs from what came before it.</p>
      ) : (
        <Table<Difference>
          label="What is different"
          rows={told.slice(0, MOST)}
          id={(one) => String(told.indexOf(one))}
          columns={[
            { head: "Kind", cell: (one) => words(one.kind), width: "80px" },
            { head: "What", cell: (one) => visible(one.name) },
            { head: "Before", cell: (one) => amount(one, one.before), align: "right", width: "110px" },
            { head: "Selected", cell: (one) => amount(one, one.after), align: "right", width: "110px" },
            { head: "Change", cell: changeOf, align: "right", width: "130px" },
          ]}
        />
      )}
    </Card>
  );
}

function amount(one: Difference, value: number | null): string {
  if (value === null) return "nothing";
  return one.kind === "metric" ? said(value, one.unit) : figures(value);
}

function changeOf(one: Difference): string {
  if (one.before === null || one.before === 0) return "new";
  if (one.after === null || one.after === 0) return "stopped";
  return ratio(one.before, one.after);
}
