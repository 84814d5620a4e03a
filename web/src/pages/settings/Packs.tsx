/** Packs: which behaviour is active, and since when. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { packs } from "../../api/playbooks";
import { effective } from "../../api/queries";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Drawer } from "../../components/Drawer";
import { Failed, Skeleton } from "../../components/Feedback";
import { Json } from "../../components/Json";
import { Pill } from "../../components/Pill";
import { Table } from "../../components/Table";
import { Time } from "../../components/Time";
import { plural, visible, words } from "../../lib/format";
import styles from "./Settings.module.css";

export function Packs(): ReactElement {
  const found = useQuery(packs);
  const [open, setOpen] = useState(false);
  return (
    <Card title="Packs" aside={found.data ? plural(found.data.versions.length, "version") : undefined}>
      {found.error ? (
        <Failed error={found.error} what="list of packs" retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton height={120} />
      ) : (
        <Table
          label="Packs"
          rows={found.data.versions}
          id={(item) => item.digest}
          columns={[
            {
              head: "Pack",
              cell: (item) => (
                <Link to="/settings/packs/$name" params={{ name: item.name }} className={styles.link ?? ""}>
                  {visible(item.name)}
                </Link>
              ),
            },
            { head: "Version", cell: (item) => visible(item.version) },
            { head: "Digest", cell: (item) => <code>{item.digest.slice(0, 12)}</code> },
            { head: "Loaded", cell: (item) => <Time at={item.loaded_at} day /> },
            {
              head: "State",
              cell: (item) => <Pill tone={item.active ? "ok" : "neutral"}>{item.active ? "Active" : "Kept"}</Pill>,
            },
          ]}
        />
      )}
      <p style={{ marginTop: 12 }}>
        <Button onClick={() => setOpen(true)}>See what is in force</Button>
      </p>
      <Drawer title="In force" open={open} onClose={() => setOpen(false)}>
        {open && <Effective />}
      </Drawer>
    </Card>
  );
}

/** One section at a time: the whole is long. */
function Effective(): ReactElement {
  const found = useQuery(effective);
  const [section, setSection] = useState("policies");
  if (found.error) return <Failed error={found.error} what="effective pack" />;
  if (!found.data) return <Skeleton height={400} />;
  const body = found.data.body;
  const names = Object.keys(body).filter((name) => !isEmpty(body[name]));
  const shown = names.includes(section) ? section : (names[0] ?? "");
  return (
    <>
      <p>
        All active packs laid over each other, <code>{found.data.digest.slice(0, 12)}</code>. This decides right now.
      </p>
      <label className={styles.section}>
        Section
        <select value={shown} onChange={(event) => setSection(event.target.value)}>
          {names.map((name) => (
            <option key={name} value={name}>
              {words(name)}
            </option>
          ))}
        </select>
      </label>
      <Json value={body[shown]} label={`Section ${words(shown)} of the effective pack`} />
    </>
  );
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
