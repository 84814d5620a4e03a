/** DryRun: what every step of a playbook would do for a case as things stand, and what the gate would say to it. */
import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { api, read } from "../../api/client";
import { playbookCases } from "../../api/playbooks";
import { me } from "../../api/queries";
import type { Playbook, RehearsedPlaybook, RehearsedStep } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { Pill, type Tone } from "../../components/Pill";
import { visible, words } from "../../lib/format";
import { Rehearsed } from "../tools/Rehearsed";
import styles from "./Playbooks.module.css";
import { capital, plain } from "./words";

const OUTLOOKS: Record<RehearsedStep["outlook"], [Tone, string]> = {
  call: ["violet", "Asks the gate"],
  person: ["accent", "A person"],
  here: ["ok", "Happens here"],
  passed_over: ["neutral", "Passed over"],
  unknown: ["warn", "Not known yet"],
  impossible: ["bad", "Cannot be done"],
};

export function DryRun({ item }: { item: Playbook }): ReactElement | null {
  const may = useQuery(me).data?.permissions.includes("playbooks.run") ?? false;
  const { dry = "" } = useSearch({ from: "/shell/playbooks/$name" });
  return may ? <Asked item={item} first={dry} /> : null;
}

function Asked({ item, first }: { item: Playbook; first: string }): ReactElement {
  const navigate = useNavigate({ from: "/playbooks/$name" });
  const cases = useInfiniteQuery(playbookCases(item.name)).data?.pages.flatMap((page) => page.items) ?? [];
  const [ref, setRef] = useState(first);
  const [inputs, setInputs] = useState<Record<string, string>>({});
  const rehearse = useMutation({
    mutationFn: () =>
      read<RehearsedPlaybook>(
        api.POST("/api/v1/playbooks/{name}/rehearse", {
          params: { path: { name: item.name } },
          body: { case: ref.trim(), inputs },
        }),
      ),
    onMutate: () => void navigate({ search: { dry: ref.trim() }, replace: true }),
  });
  return (
    <Card title="Try with a dry run">
      <p className={styles.quiet}>
        Every step is made ready for a case and every call shown to the gate. Nothing is done and nobody is asked.
      </p>
      <form
        className={styles.dry}
        onSubmit={(event) => {
          event.preventDefault();
          rehearse.mutate();
        }}
      >
        <label className={styles.select}>
          <span>Case</span>
          <input
            value={ref}
            onChange={(event) => setRef(event.target.value)}
            list="cases-to-try"
            placeholder="INC-1"
            required
            maxLength={100}
          />
          <datalist id="cases-to-try">
            {cases.map((one) => (
              <option key={one.case_id} value={one.number}>
                {visible(one.title)}
              </option>
            ))}
          </datalist>
        </label>
        {Object.entries(item.inputs).map(([name, input]) => (
          <label key={name} className={styles.select}>
            <span>{visible(input.description || name)}</span>
            <input
              value={inputs[name] ?? ""}
              placeholder={input.default === null ? "" : visible(plain(input.default))}
              onChange={(event) => setInputs(said(inputs, name, event.target.value))}
            />
          </label>
        ))}
        <Button type="submit" disabled={rehearse.isPending || ref.trim() === ""}>
          {rehearse.isPending ? "Trying" : "Dry run"}
        </Button>
      </form>
      {rehearse.error && (
        <p role="alert" className={styles.blocked}>
          {visible(rehearse.error.message)}
        </p>
      )}
      <div role="status">{rehearse.data && <Steps found={rehearse.data} />}</div>
    </Card>
  );
}

/** What is left empty is left to its default. */
function said(inputs: Record<string, string>, name: string, value: string): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...inputs, [name]: value }).filter(([, one]) => one !== ""));
}

function Steps({ found }: { found: RehearsedPlaybook }): ReactElement {
  return (
    <ol className={styles.steps} aria-label={`Dry run for ${found.case}`}>
      {found.steps.map((step) => {
        const [tone, word] = OUTLOOKS[step.outlook];
        return (
          <li key={step.order}>
            <span className={styles.ordinal}>{step.order}</span>
            <div>
              <p className={styles.planned}>
                <strong>{visible(step.name)}</strong>
                <span className={styles.quiet}>{words(step.action)}</span>
                <span className={styles.verdict}>
                  <Pill tone={tone}>{word}</Pill>
                </span>
              </p>
              <p>{capital(visible(step.says))}</p>
              {step.call && <Rehearsed found={step.call} />}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
