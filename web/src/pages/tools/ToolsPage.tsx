/** ToolsPage: every tool there is, what it may touch, and whether it may be used. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { api, read } from "../../api/client";
import { me, tool, tools } from "../../api/queries";
import type { Tool } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Drawer } from "../../components/Drawer";
import { Facts } from "../../components/Facts";
import { Failed, Skeleton } from "../../components/Feedback";
import { Json } from "../../components/Json";
import { PageHead } from "../../components/PageHead";
import { Pill } from "../../components/Pill";
import { Segmented } from "../../components/Segmented";
import { toneOf } from "../../components/states";
import { Table } from "../../components/Table";
import { plural, visible, words } from "../../lib/format";
import styles from "./Tools.module.css";

export function ToolsPage(): ReactElement {
  const found = useQuery(tools);
  const [which, setWhich] = useState<"effects" | "all">("effects");
  const [open, setOpen] = useState<string | null>(null);
  const items = found.data?.items.filter((item) => which === "all" || item.effect !== "read");
  return (
    <>
      <PageHead title="Tools" about="What agents and playbooks may call. A tool is pinned to what a person approved.">
        <Segmented
          label="Which"
          value={which}
          options={[
            ["effects", "With effects"],
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
                    <code>{item.name}</code>
                  </button>
                ),
                width: "200px",
              },
              { head: "What it does", cell: (item) => visible(item.description) },
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
      <Drawer title={open ?? "Tool"} open={open !== null} onClose={() => setOpen(null)}>
        {open && <Whole name={open} />}
      </Drawer>
    </>
  );
}

function Whole({ name }: { name: string }): ReactElement {
  const found = useQuery(tool(name));
  if (found.error) return <Failed error={found.error} what="tool" />;
  if (!found.data) return <Skeleton height={300} />;
  const item = found.data;
  return (
    <>
      <p>{visible(item.description)}</p>
      <Switch item={item} />
      <Facts
        items={[
          ["Effect", words(item.effect)],
          ["Risk", words(item.risk)],
          ["Touches", item.targets.map(visible).join(", ") || "Nothing it names"],
          ["Taken back", item.rollback ? <code key="r">{item.rollback}</code> : "Not possible"],
          ["Dry run", item.previews ? "Yes" : "No"],
          ["From", visible(item.origin)],
          ["Time limit", `${item.timeout_s} s`],
          ["Schema", <code key="s">{item.schema_hash.slice(0, 16)}</code>],
        ]}
      />
      <section>
        <h3>Arguments</h3>
        <Json value={item.schema} label="Schema of the arguments" />
      </section>
    </>
  );
}

function Switch({ item }: { item: Tool }): ReactElement | null {
  const queries = useQueryClient();
  const may = useQuery(me).data?.permissions.includes("tools.manage") ?? false;
  const isOn = item.state === "enabled";
  const change = useMutation({
    mutationFn: () =>
      read(
        api.PUT("/api/v1/tools/{name}/enablement", {
          params: { path: { name: item.name } },
          body: { enabled: !isOn, reason: "by hand" } as never,
        }),
      ),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ["tool"] }),
        queries.invalidateQueries({ queryKey: ["tools"] }),
      ]),
  });
  if (!may) return null;
  return (
    <div>
      <Button kind={isOn ? "danger" : "primary"} onClick={() => change.mutate()} disabled={change.isPending}>
        {isOn ? "Disable" : "Enable"}
      </Button>
      {change.error && <p role="alert">{visible(change.error.message)}</p>}
    </div>
  );
}
