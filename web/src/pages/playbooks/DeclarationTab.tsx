/** DeclarationTab: a playbook as its pack declares it, and which version of which pack that is. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { playbookDeclaration } from "../../api/playbooks";
import type { PlaybookVersions } from "../../api/shapes";
import { Card } from "../../components/Card";
import { CodeBlock } from "../../components/CodeBlock";
import { Copy } from "../../components/Copy";
import { Failed, Skeleton } from "../../components/Feedback";
import { Pill } from "../../components/Pill";
import { Origin } from "./Origin";
import styles from "./Playbooks.module.css";
import { VersionChoice } from "./VersionChoice";
import { ref, standing } from "./words";

export function DeclarationTab({ name, versions }: { name: string; versions: PlaybookVersions }): ReactElement {
  const { version = "" } = useSearch({ from: "/shell/playbooks/$name" });
  const navigate = useNavigate({ from: "/playbooks/$name" });
  const found = useQuery(playbookDeclaration(name, version));
  const shown = found.data;
  return (
    <div className={styles.reading}>
      <Card title="As it is declared" aside={shown && <Copy text={shown.yaml} label="Copy YAML" />}>
        {found.error ? (
          <Failed error={found.error} what="declaration" retry={() => void found.refetch()} />
        ) : !shown ? (
          <Skeleton height={400} />
        ) : (
          <>
            <CodeBlock text={shown.yaml} label={`YAML of ${name}`} />
            <p className={styles.note}>
              {shown.original
                ? "In the words of its file, comments included."
                : "Written out from what is kept: a pack that was sent is kept as values, so comments of its file are not."}
            </p>
          </>
        )}
      </Card>
      <Card title="Where it comes from" aside={shown && <Pill tone={standing(shown)[0]}>{standing(shown)[1]}</Pill>}>
        {shown ? <Origin of={shown} /> : <Skeleton height={96} />}
        {versions.items.length > 1 && (
          <div className={styles.choice}>
            <VersionChoice
              label="Read another version"
              value={shown ? ref(shown) : ""}
              items={versions.items}
              onChange={(to) => void navigate({ search: { tab: "yaml", version: to } })}
            />
          </div>
        )}
      </Card>
    </div>
  );
}
