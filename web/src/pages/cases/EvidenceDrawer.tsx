/** EvidenceDrawer: one observation in full: what was measured, by which query, and whether that still holds. */
import { useMutation } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, read } from "../../api/client";
import type { Recheck, Report } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Drawer } from "../../components/Drawer";
import { Facts } from "../../components/Facts";
import { Icon } from "../../components/Icon";
import { Json } from "../../components/Json";
import { Pill, type Tone } from "../../components/Pill";
import { Time } from "../../components/Time";
import { visible, words } from "../../lib/format";
import type { Numbered } from "./evidence";
import styles from "./EvidenceDrawer.module.css";

interface Props {
  item: Numbered | undefined;
  report: Report;
  onClose: () => void;
}

export function EvidenceDrawer({ item, report, onClose }: Props): ReactElement {
  return (
    <Drawer title={item ? `Evidence ${item.number}` : "Evidence"} open={item !== undefined} onClose={onClose}>
      {item && <Whole item={item} report={report} key={item.evidence_id} />}
    </Drawer>
  );
}

function Whole({ item, report }: { item: Numbered; report: Report }): ReactElement {
  const usedBy = report.hypotheses.filter((one) =>
    [...one.evidence_ids, ...one.against_ids].includes(item.evidence_id),
  );
  return (
    <>
      <p className={styles.text}>{visible(item.text)}</p>
      <Facts
        items={[
          ["About", <code key="e">{visible(item.entity)}</code>],
          ["Kind", <code key="k">{item.kind}</code>],
          ["Seen", words(item.presence)],
          ["Onset", item.onset ? <Time at={item.onset} day /> : "None"],
          [
            "Window",
            <span key="w">
              <Time at={item.window[0] ?? ""} /> to <Time at={item.window[1] ?? ""} />
            </span>,
          ],
          ["From", words(item.provenance)],
          ["Hash", <code key="h">{item.evidence_id}</code>],
          ["Used by", usedBy.length > 0 ? usedBy.map((one) => visible(one.title)).join("; ") : "No theory"],
        ]}
      />
      <Again id={item.evidence_id} />
      <section>
        <h3>What was measured</h3>
        <Json value={item.value} label="What was measured" />
      </section>
      <section>
        <h3>
          Query: <code>{item.query.tool}</code>
        </h3>
        <Json value={item.query.arguments} label="The query's arguments" />
      </section>
    </>
  );
}

const ANSWERS: Record<Recheck["verdict"], [Tone, string]> = {
  holds: ["ok", "Still holds"],
  changed: ["warn", "Changed"],
  gone: ["neutral", "No longer there"],
  cannot_check: ["bad", "Cannot be checked"],
};

function Again({ id }: { id: string }): ReactElement {
  const check = useMutation({
    mutationFn: () =>
      read<Recheck>(api.POST("/api/v1/evidence/{evidence_id}/verify", { params: { path: { evidence_id: id } } })),
  });
  const [tone, text] = check.data ? ANSWERS[check.data.verdict] : (["neutral", ""] as const);
  return (
    <div className={styles.again}>
      <Button onClick={() => check.mutate()} disabled={check.isPending}>
        <Icon name="again" size={14} />
        Run the query again
      </Button>
      <span role="status">
        {check.isPending && "Asking…"}
        {check.error && check.error.message}
        {check.data && <Pill tone={tone}>{text}</Pill>} {visible(check.data?.detail ?? "")}
      </span>
    </div>
  );
}
