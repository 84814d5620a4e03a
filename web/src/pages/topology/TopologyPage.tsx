/** TopologyPage: what calls what, where that is known from, and which of it has an open case. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactElement, useMemo } from "react";
import { api, read } from "../../api/client";
import { topology } from "../../api/queries";
import type { CasePage, Topology } from "../../api/shapes";
import { Card } from "../../components/Card";
import { Empty, Failed, Skeleton } from "../../components/Feedback";
import { PageHead } from "../../components/PageHead";
import { Segmented } from "../../components/Segmented";
import { Table } from "../../components/Table";
import { Ago } from "../../components/Ago";
import { GraphView } from "../../graph/GraphView";
import type { GraphEdge, GraphNode } from "../../graph/layout";
import { entityName, plural, visible, words } from "../../lib/format";
import styles from "./TopologyPage.module.css";

const MOST = 150;

export function TopologyPage(): ReactElement {
  const { node } = useSearch({ from: "/shell/topology" });
  const navigate = useNavigate({ from: "/topology" });
  const found = useQuery(topology);
  const open = useQuery({
    queryKey: ["cases", "entities"],
    queryFn: () => read<CasePage>(api.GET("/api/v1/cases", { params: { query: { active: true, limit: 200 } } })),
  }).data;
  const drawn = useMemo(
    () => found.data && draw(found.data, node, new Set(open?.items.map((item) => item.entity))),
    [found.data, node, open],
  );
  return (
    <>
      <PageHead
        title="Topology"
        about="Learned from spans and from what was declared; it is part of every explanation."
      >
        {node && (
          <Segmented
            label="Around"
            value="around"
            options={[
              ["around", visible(entityName(node))],
              ["all", "Everything"],
            ]}
            onChange={() => void navigate({ search: {} })}
          />
        )}
      </PageHead>
      {found.error ? (
        <Failed error={found.error} what="topology" retry={() => void found.refetch()} />
      ) : !found.data || !drawn ? (
        <Skeleton height={480} />
      ) : found.data.nodes.length === 0 ? (
        <Empty title="Nothing calls anything yet">
          Spans over OTLP teach it, or <code>rootward topology import</code>.
        </Empty>
      ) : (
        <div className={styles.parts}>
          <Card
            title="What calls what"
            aside={`${plural(drawn.nodes.length, "node")}, ${plural(drawn.edges.length, "call")}`}
          >
            <GraphView
              label={`Map of ${plural(drawn.nodes.length, "node")}`}
              nodes={drawn.nodes}
              edges={drawn.edges}
              lit={null}
              chosen={node}
              onChoose={(one) => void navigate({ search: node === one.id ? {} : { node: one.id } })}
              scroll
            />
          </Card>
          {node && <Edges known={found.data} node={node} />}
        </div>
      )}
    </>
  );
}

function Edges({ known, node }: { known: Topology; node: string }): ReactElement {
  const rows = known.edges.filter((edge) => edge.src === node || edge.dst === node);
  return (
    <Card
      title={visible(node)}
      aside={
        <Link to="/cases" search={{ entity: node }} className={styles.link ?? ""}>
          Its cases
        </Link>
      }
    >
      <Table
        label="Edges"
        rows={rows}
        id={(edge) => edge.src + edge.relation + edge.dst}
        columns={[
          { head: "From", cell: (edge) => visible(edge.src) },
          { head: "Does", cell: (edge) => words(edge.relation).toLowerCase() },
          { head: "To", cell: (edge) => visible(edge.dst) },
          { head: "Known from", cell: (edge) => visible(edge.origin) },
          { head: "Last seen", cell: (edge) => (edge.last_seen ? <Ago at={edge.last_seen} /> : "declared") },
        ]}
      />
    </Card>
  );
}

function draw(
  known: Topology,
  node: string | undefined,
  broken: ReadonlySet<string>,
): { nodes: GraphNode[]; edges: GraphEdge[] } {
  const near = node ? known.edges.filter((edge) => edge.src === node || edge.dst === node) : known.edges;
  const ids = node ? [...new Set([node, ...near.flatMap((edge) => [edge.src, edge.dst])])] : known.nodes;
  return {
    nodes: ids.slice(0, MOST).map((id) => ({
      id,
      title: visible(entityName(id)),
      detail: broken.has(id) ? "open case" : (id.split(":")[0] ?? ""),
      role: broken.has(id) ? "affected" : "plain",
      evidence: [],
    })),
    edges: near.map((edge) => ({
      from: edge.src,
      to: edge.dst,
      kind: "dependency",
      label: `${edge.src} ${edge.relation} ${edge.dst}`,
    })),
  };
}
