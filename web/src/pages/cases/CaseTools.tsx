/** CaseTools: the address of this view, the report on paper, and the cases before and after in the list. */
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactElement, useMemo } from "react";
import type { Case } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Copy } from "../../components/Copy";
import { Icon } from "../../components/Icon";
import { useKeys } from "../../lib/keyboard";
import { neighbours } from "./cached";
import styles from "./CaseTools.module.css";

export function CaseTools({ item }: { item: Case }): ReactElement {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { before, after } = neighbours(queries, item.case_id);
  const keys = useMemo(() => {
    const to = (other: Case | undefined) => () =>
      other && void navigate({ to: "/cases/$ref", params: { ref: other.number } });
    return { "[": to(before), "]": to(after), Escape: () => void navigate({ to: "/cases" }) };
  }, [before, after, navigate]);
  useKeys(keys);
  return (
    <div className={styles.tools}>
      <Copy text={location.href} label="Copy link" />
      <Link to="/cases/$ref/print" params={{ ref: item.number }} className={styles.link ?? ""}>
        Print
      </Link>
      <Button onClick={keys["["]} disabled={!before} aria-label="Previous case" title={before?.title}>
        <span className={styles.back}>
          <Icon name="arrow" size={14} />
        </span>
      </Button>
      <Button onClick={keys["]"]} disabled={!after} aria-label="Next case" title={after?.title}>
        <Icon name="arrow" size={14} />
      </Button>
    </div>
  );
}
