/** PlaybookPage: one playbook: what it does and when, its text and versions, the cases it fits, what came of it. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { playbookVersions } from "../../api/playbooks";
import { playbooks } from "../../api/queries";
import { Failed, Loading } from "../../components/Feedback";
import { PageHead } from "../../components/PageHead";
import { Pill } from "../../components/Pill";
import { Segmented } from "../../components/Segmented";
import { visible, visibleLines } from "../../lib/format";
import { CasesTab } from "./CasesTab";
import { DeclarationTab } from "./DeclarationTab";
import { Overview } from "./Overview";
import styles from "./Playbooks.module.css";
import { VersionsTab } from "./VersionsTab";

export function PlaybookPage(): ReactElement {
  const { name } = useParams({ from: "/shell/playbooks/$name" });
  const { tab = "overview" } = useSearch({ from: "/shell/playbooks/$name" });
  const navigate = useNavigate({ from: "/playbooks/$name" });
  const found = useQuery(playbooks);
  const known = useQuery(playbookVersions(name));
  const error = found.error ?? known.error;
  if (error) return <Failed whole error={error} what="playbook" retry={() => void found.refetch()} />;
  if (!found.data || !known.data) return <Loading height={400} />;
  const item = found.data.items.find((one) => one.name === name);
  const shown = item ? tab : tab === "yaml" ? "yaml" : "versions";
  return (
    <>
      <PageHead
        title={visible(name)}
        about={item ? visibleLines(item.description) : "No active pack declares it any more."}
      >
        <Pill tone={item ? "ok" : "neutral"}>{item ? "In force" : "Not in force"}</Pill>
      </PageHead>
      <div className={styles.tabs}>
        <Segmented
          label="Views of this playbook"
          value={shown}
          options={[
            ...(item ? ([["overview", "Overview"]] as const) : []),
            ["yaml", "YAML"],
            ["versions", `Versions (${known.data.items.length})`],
            ...(item ? ([["cases", "Cases and runs"]] as const) : []),
          ]}
          onChange={(to) => void navigate({ search: to === "overview" ? {} : { tab: to } })}
        />
      </div>
      {shown === "overview" && item && <Overview item={item} />}
      {shown === "yaml" && <DeclarationTab name={name} versions={known.data} />}
      {shown === "versions" && <VersionsTab name={name} versions={known.data} />}
      {shown === "cases" && item && <CasesTab name={name} />}
    </>
  );
}
