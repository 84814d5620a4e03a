/** ToolsPage: every tool there is, what it may touch, and whether it may be used. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { tools } from "../../api/queries";
import type { Tool } from "../../api/shapes";
import { Card } from "../../components/Card";
import { Drawer } from "../../components/Drawer";
import { Empty, Failed, Skeleton } from "../../components/Feedback";
import { PageHead } from "../../components/PageHead";
import { Pill } from "../../components/Pill";
import { Segmented } from "../../components/Segmented";
import { toneOf } from "../../components/states";
import { Table } from "../../components/Table";
import { plural, visible, visibleLines, words } from "../../lib/format";
import { ToolDetail } from "./ToolDetail";
import styles from "./Tools.module.css";

type Which = "effects" | "closed" | "all";
const SHOWS: Record<Which, (item: Tool) => boolean> = {
  effects: (item) => item.effect !== "read",
  closed: (item) => item.state !== "enabled",
  all: () => true,
};

export function ToolsPage(): ReactElement {
  const found = useQuery(tools);
  const { tool: open } = useSearch({ from: "/shell/tools" });
  const navigate = useNavigate({ from: "/tools" });
  const [which, setWhich] = useState<Which>("effects");
  const setOpen = (name: string | null) => void navigate({ search: name === null ? {} : { tool: name } });
  const items = found.data?.items.filter((item) => SHOWS[which](item));
  const quarantined = found.data?.items.filter((item) => item.state === "quarantined").length ?? 0;
  return (
    <>
      <PageHead title="Tools" about="What agents and playbooks may call. A tool is pinned to what a person approved.">
        <Segmented
          label="Which"
          value={which}
          options={[
            ["effects", "With effects"],
            ["closed", quarantined > 0 ? `Closed, ${quarantined} quarantined` : "Closed"],
            ["all", "All"],
          ]}
          onChange={setWhich}
        />
        <Link to="/executions" className={styles.link ?? ""}>
          Executions
        </Link>
      </PageHead>
      <Card title="Catalogue" aside={items ? plural(items.length, "tool") : undefined}>
        {found.error ? (
          <Failed error={found.error} what="list of tools" retry={() => void found.refetch()} />
        ) : !items ? (
          <Skeleton height={400} />
        ) : items.length === 0 ? (
          <Empty title="There is none">Every tool is open to who has the rights for it.</Empty>
        ) : (
          <Table
            label="Tools"
            rows={items}
            id={(item) => item.name}
            onOpen={(item) => setOpen(item.name)}
            columns={[
              {
                head: "Tool",
                cell: (item) => (
                  <button type="button" className={styles.name} onClick={() => setOpen(item.name)}>
                    <code>{visible(item.name)}</code>
                  </button>
                ),
                width: "200px",
              },
              { head: "What it does", cell: (item) => visibleLines(item.description) },
              { head: "Effect", cell: (item) => words(item.effect), width: "120px" },
              { head: "Risk", cell: (item) => <Pill tone={toneOf(item.risk)}>{words(item.risk)}</Pill>, width: "84px" },
              {
                head: "State",
                cell: (item) => <Pill tone={toneOf(item.state)}>{words(item.state)}</Pill>,
                width: "96px",
              },
            ]}
          />
        )}
      </Card>
      <Drawer title={visible(open ?? "Tool")} open={open !== undefined} onClose={() => setOpen(null)}>
        {open && <ToolDetail name={open} />}
      </Drawer>
    </>
  );
}
