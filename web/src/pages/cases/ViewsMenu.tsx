/** ViewsMenu: saved views of the list; choose one, keep what is shown now, rename or delete. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactElement, type SyntheticEvent, useState } from "react";
import { api, read } from "../../api/client";
import type { CaseView, Page } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Drawer } from "../../components/Drawer";
import { Failed, Skeleton } from "../../components/Feedback";
import { Icon } from "../../components/Icon";
import { visible } from "../../lib/format";
import type { CasesSearch } from "./search";
import styles from "./ViewsMenu.module.css";
import { isSame, searchOf, wantedOf } from "./wanted";

interface Props {
  search: CasesSearch;
  onChoose: (search: CasesSearch) => void;
  /** Whether this person may share with the tenant. */
  mayShare: boolean;
}

const views = {
  queryKey: ["case-views"],
  queryFn: () => read<Page<CaseView>>(api.GET("/api/v1/case-views")),
};

export function ViewsMenu({ search, onChoose, mayShare }: Props): ReactElement {
  const [open, setOpen] = useState(false);
  const found = useQuery(views);
  const here = found.data?.items.find((view) => isSame(searchOf(view.wanted), search));
  return (
    <>
      <Button onClick={() => setOpen(true)} className={styles.open ?? ""} aria-haspopup="dialog">
        <span>{here ? visible(here.name) : "Views"}</span>
        <Icon name="down" size={12} />
      </Button>
      <Drawer title="Views" open={open} onClose={() => setOpen(false)}>
        {found.error ? (
          <Failed error={found.error} what="list of views" retry={() => void found.refetch()} />
        ) : !found.data ? (
          <Skeleton height={120} />
        ) : (
          <ul className={styles.list}>
            {found.data.items.map((view) => (
              <Row
                key={view.view_id}
                view={view}
                isHere={view === here}
                onChoose={() => {
                  onChoose(searchOf(view.wanted));
                  setOpen(false);
                }}
              />
            ))}
          </ul>
        )}
        <Save search={search} mayShare={mayShare} />
      </Drawer>
    </>
  );
}

function Row({ view, isHere, onChoose }: { view: CaseView; isHere: boolean; onChoose: () => void }): ReactElement {
  const queries = useQueryClient();
  const [name, setName] = useState<string | null>(null);
  const path = { params: { path: { view_id: view.view_id } } };
  const settled = () => queries.invalidateQueries({ queryKey: views.queryKey });
  const rename = useMutation({
    mutationFn: (to: string) => read(api.PATCH("/api/v1/case-views/{view_id}", { ...path, body: { name: to } })),
    onSuccess: () => setName(null),
    onSettled: settled,
  });
  const remove = useMutation({
    mutationFn: () => read(api.DELETE("/api/v1/case-views/{view_id}", path)),
    onSettled: settled,
  });
  const error = rename.error ?? remove.error;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (name) rename.mutate(name);
  };
  return (
    <li className={styles.row} data-here={isHere || undefined}>
      {name === null ? (
        <>
          <button type="button" className={styles.name} onClick={onChoose}>
            <span>{visible(view.name)}</span>
            <span className={styles.whose}>{view.shared ? "shared" : "yours"}</span>
          </button>
          <Button kind="ghost" onClick={() => setName(view.name)}>
            Rename<span className="sr"> {visible(view.name)}</span>
          </Button>
          <Button kind="ghost" onClick={() => remove.mutate()}>
            Delete<span className="sr"> {visible(view.name)}</span>
          </Button>
        </>
      ) : (
        <form className={styles.form} onSubmit={submit}>
          <input
            aria-label="New name"
            value={name}
            maxLength={80}
            onChange={(event) => setName(event.target.value)}
            autoFocus
          />
          <Button type="submit">Rename</Button>
          <Button kind="ghost" onClick={() => setName(null)}>
            Cancel
          </Button>
        </form>
      )}
      {error && (
        <p role="alert" className={styles.error}>
          {visible(error.message)}
        </p>
      )}
    </li>
  );
}

function Save({ search, mayShare }: { search: CasesSearch; mayShare: boolean }): ReactElement {
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      read(api.POST("/api/v1/case-views", { body: { name, shared, wanted: wantedOf(search) as never } })),
    onSuccess: () => {
      setName("");
      return queries.invalidateQueries({ queryKey: views.queryKey });
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <section>
      <h3>Save what is shown now</h3>
      <form className={styles.form} onSubmit={submit}>
        <input
          aria-label="Name of the view"
          placeholder="Name"
          value={name}
          maxLength={80}
          required
          onChange={(event) => setName(event.target.value)}
        />
        <Button kind="primary" type="submit" disabled={save.isPending}>
          Save view
        </Button>
        {mayShare && (
          <label className={styles.share}>
            <input type="checkbox" checked={shared} onChange={(event) => setShared(event.target.checked)} />
            Share with everybody here
          </label>
        )}
      </form>
      {save.error && (
        <p role="alert" className={styles.error}>
          {visible(save.error.message)}
        </p>
      )}
    </section>
  );
}
