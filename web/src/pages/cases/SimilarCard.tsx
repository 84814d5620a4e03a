/** SimilarCard: resolved cases that looked like this one, with what helped then. */
import { Link } from "@tanstack/react-router";
import type { ReactElement } from "react";
import type { Past } from "../../api/shapes";
import { Card } from "../../components/Card";
import { visible } from "../../lib/format";
import styles from "./SimilarCard.module.css";

export function SimilarCard({ past }: { past: readonly Past[] }): ReactElement | null {
  if (past.length === 0) return null;
  return (
    <Card title="Similar cases" aside="from memory; they decide nothing">
      <ul className={styles.list}>
        {past.map((one) => (
          <li key={one.case}>
            <div>
              <Link to="/cases/$ref" params={{ ref: one.case }} className={styles.link ?? ""}>
                <code>{one.case}</code> {visible(one.title)}
              </Link>
              <span>{Math.round(one.similarity * 100)}% alike</span>
            </div>
            <p>
              {visible(one.cause)}
              {one.fixed_by && `. Helped: ${visible(one.fixed_by)}`}
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
