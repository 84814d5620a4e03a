/** TryTool: arguments for a tool, what it would do with them and what the gate says; and asking for it in earnest. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import { api, Problem, read } from "../../api/client";
import type { Action, Rehearsal, Tool } from "../../api/shapes";
import { Button } from "../../components/Button";
import { SchemaForm } from "../../components/SchemaForm";
import { visible } from "../../lib/format";
import { fieldsOf, made, type Typed } from "../../lib/schema";
import { Outcome } from "./Outcome";
import { Rehearsed } from "./Rehearsed";
import styles from "./Tools.module.css";

export function TryTool({ item }: { item: Tool }): ReactElement {
  const queries = useQueryClient();
  const fields = fieldsOf(item.schema);
  const [typed, setTyped] = useState<Typed>({});
  const [reason, setReason] = useState("");
  const [checked, setChecked] = useState(false);
  const reads = item.effect === "read";
  const found = made(fields, typed);
  const params = { path: { name: item.name } };
  const rehearse = useMutation({
    mutationFn: () =>
      read<Rehearsal>(
        api.POST("/api/v1/tools/{name}/rehearse", { params, body: { arguments: found.arguments } as never }),
      ),
  });
  const ask = useMutation({
    mutationFn: () =>
      read<Action>(
        api.POST("/api/v1/actions", {
          body: { tool: item.name, arguments: found.arguments, reason } as never,
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["actions"] }),
  });
  const whenGood = (act: () => void) => () => {
    setChecked(true);
    if (Object.keys(found.faults).length === 0) act();
  };
  const change = (next: Typed) => {
    setTyped(next);
    rehearse.reset();
    ask.reset();
  };
  const error = rehearse.error ?? ask.error;
  const named = error instanceof Problem && error.field ? { [error.field]: error.message } : {};
  return (
    <section className={styles.try} aria-label="Try it">
      <h3>Try it</h3>
      <p className={styles.detail}>
        {reads
          ? "It only reads, so trying is using it. Nothing is changed."
          : "A dry run changes nothing. To do it in earnest it has to be asked for, and the gate decides."}
      </p>
      <SchemaForm
        fields={fields}
        typed={typed}
        faults={checked ? { ...found.faults, ...named } : {}}
        onChange={change}
      />
      <div className={styles.buttons}>
        <Button kind="primary" disabled={rehearse.isPending} onClick={whenGood(() => rehearse.mutate())}>
          {reads ? "Read" : item.previews ? "Dry run" : "See what the gate says"}
        </Button>
      </div>
      {error && (
        <p role="alert" className={styles.fault}>
          {visible(error.message)}
        </p>
      )}
      {rehearse.data && <Rehearsed found={rehearse.data} />}
      {rehearse.data && !reads && rehearse.data.answer !== "deny" && !ask.data && (
        <div className={styles.ask}>
          <label htmlFor="why-asked">Why should it be done?</label>
          <input id="why-asked" value={reason} onChange={(event) => setReason(event.target.value)} maxLength={2000} />
          <Button disabled={reason.trim() === "" || ask.isPending} onClick={whenGood(() => ask.mutate())}>
            {rehearse.data.answer === "hold" ? "Ask for it" : "Do it"}
          </Button>
        </div>
      )}
      {ask.data && <Outcome id={ask.data.action_id} />}
    </section>
  );
}
