/** Origin: which pack a declaration stands in, on which layer, and who wrote and activated it when. */
import { Link } from "@tanstack/react-router";
import type { ReactElement, ReactNode } from "react";
import type { PlaybookVersion } from "../../api/shapes";
import { Facts } from "../../components/Facts";
import { Time } from "../../components/Time";
import { visible } from "../../lib/format";
import styles from "./Playbooks.module.css";
import { layerWords } from "./words";

export function Origin({ of }: { of: PlaybookVersion }): ReactElement {
  return (
    <Facts
      items={[
        [
          "Pack",
          <span key="p">
            <Link to="/settings/packs/$name" params={{ name: of.pack }} className={styles.link ?? ""}>
              {visible(of.pack)}
            </Link>{" "}
            {visible(of.version)} <code className={styles.digest}>{of.digest.slice(0, 12)}</code>
          </span>,
        ],
        ["Layer", layerWords(of)],
        ["Written", <By key="w" who={of.kept_by} at={of.kept_at} otherwise="Came with the product" />],
        ["Activated", <By key="a" who={of.activated_by} at={of.activated_at} otherwise={unactivated(of)} />],
      ]}
    />
  );
}

const unactivated = (of: PlaybookVersion): string =>
  of.active ? "In force as long as nobody says otherwise" : "Never, as far as is known";

export function By(props: { who: string; at: string | null; otherwise: ReactNode }): ReactElement {
  if (!props.at && !props.who) return <span className={styles.quiet}>{props.otherwise}</span>;
  return (
    <span>
      {props.at && <Time at={props.at} day />}
      {props.who && <span className={styles.by}> by {visible(props.who)}</span>}
    </span>
  );
}
