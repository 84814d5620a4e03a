/** NoCases: nothing is wrong, or nothing is connected yet; each with the one next step. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { api, read } from "../../api/client";
import type { Page, SourceSeen } from "../../api/shapes";
import { Ago } from "../../components/Ago";
import { Empty, Skeleton } from "../../components/Feedback";
import styles from "./NoCases.module.css";

export function NoCases(): ReactElement {
  const seen = useQuery({ queryKey: ["sources"], queryFn: () => read<Page<SourceSeen>>(api.GET("/api/v1/sources")) });
  if (seen.isPending) return <Skeleton height={120} />;
  const last = seen.data?.items
    .map((one) => one.last_seen)
    .sort()
    .at(-1);
  if (last) {
    return (
      <Empty title="Nothing is open">
        The last item came <Ago at={last} />. What was wrong before is among the{" "}
        <Link to="/cases" search={{ all: true }} className={styles.link ?? ""}>
          closed cases
        </Link>
        .
      </Empty>
    );
  }
  return (
    <Empty title="Nothing has been sent yet">
      <p>
        Send alerts, events or telemetry to this server, or{" "}
        <Link to="/welcome" className={styles.link ?? ""}>
          load a recorded incident
        </Link>{" "}
        to look around.
      </p>
      <code>rootward ingest FILE --server {location.origin}</code>
    </Empty>
  );
}
