/** ChainStatus: whether the log is whole: verified from its first entry to its last, and seen by a witness. */
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, read } from "../../api/client";
import type { Verification } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Failed, Skeleton } from "../../components/Feedback";
import { Pill, type Tone } from "../../components/Pill";
import { count, visible, words } from "../../lib/format";
import styles from "./Audit.module.css";

const TONES: Record<string, Tone> = { verified: "ok", witnessed: "ok", unwitnessed: "warn", tampered: "bad" };

export function ChainStatus(): ReactElement {
  const found = useQuery({
    queryKey: ["audit-verification"],
    queryFn: () => read<Verification>(api.GET("/api/v1/audit/verify")),
    staleTime: 60_000,
  });
  if (found.error) return <Failed error={found.error} what="verification" retry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton height={54} />;
  const { status, checked, root, message, bad_seq } = found.data;
  return (
    <section className={styles.bar} data-bad={bad_seq !== null || undefined} aria-label="Verification">
      <Pill tone={TONES[status] ?? "bad"}>{words(status)}</Pill>
      <p role="status">
        {bad_seq === null ? visible(message) : `Entry ${bad_seq} is not what was written: ${visible(message)}`}
        <br />
        <code>
          {count(checked)} checked, root {root.slice(0, 12)}…
        </code>
      </p>
      <Button onClick={() => void found.refetch()} disabled={found.isFetching}>
        {found.isFetching ? "Verifying…" : "Verify again"}
      </Button>
    </section>
  );
}
