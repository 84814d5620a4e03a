/** VerdictCard: why a run failed, who is responsible, the step that decided, and what each of that rests on. */
import type { ReactElement } from "react";
import type { Cite, Diagnosis, Run, RunCause } from "../../api/runs";
import { Card } from "../../components/Card";
import { Confidence } from "../../components/Confidence";
import { Facts } from "../../components/Facts";
import { Pill } from "../../components/Pill";
import { visible, words } from "../../lib/format";
import styles from "./VerdictCard.module.css";
import { confidence } from "./words";

const MOST_CAUSES = 5;
interface Props {
  item: Run;
  why: Diagnosis;
  onSelect: (id: string) => void;
}

export function VerdictCard({ item, why, onSelect }: Props): ReactElement {
  const first = why.causes[0];
  if (!first) return <NoVerdict item={item} why={why} />;
  const cites = numbered(why.causes.slice(0, MOST_CAUSES));
  const step = item.timeline.find((one) => one.event_id === why.decisive_step);
  return (
    <Card title="Verdict" aside={<Confidence value={first.score} word={`${confidence(first.score)} confidence`} />}>
      <p className={styles.kind}>
        <Pill tone="bad">{words(why.category)}</Pill>
        {why.subcategory !== why.category && <Pill>{words(why.subcategory)}</Pill>}
      </p>
      <p className={styles.lede}>
        {visible(first.statement)} <Chips cause={first} cites={cites} item={item} onSelect={onSelect} />
      </p>
      <div className={styles.facts}>
        <Facts
          items={[
            ["Responsible", why.responsible_agent ? visible(why.responsible_agent) : "Nothing speaks for one agent"],
            [
              "Decisive step",
              step ? (
                <button key="s" type="button" className={styles.step} onClick={() => onSelect(step.event_id)}>
                  {visible(step.name)}
                </button>
              ) : (
                "Nothing speaks for one step"
              ),
            ],
          ]}
        />
      </div>
      <h3 className={styles.heading}>Hypotheses</h3>
      <ul className={styles.causes}>
        {why.causes.slice(0, MOST_CAUSES).map((cause, place) => (
          <li key={`${cause.subcategory} ${cause.call_id ?? cause.step_id ?? place}`}>
            <div className={styles.first}>
              <span>
                {visible(cause.title)} {cause.recovered && <Pill>Recovered</Pill>}
              </span>
              <Confidence value={cause.score} quiet />
            </div>
            <div className={styles.second}>
              <strong>{place === 0 ? "Supported" : cause.score >= 0.75 ? "Found as well" : "Less likely"}</strong>
              <span>
                for <Chips cause={cause} cites={cites} item={item} onSelect={onSelect} />
              </span>
            </div>
          </li>
        ))}
      </ul>
      <h3 className={styles.heading}>Evidence</h3>
      <ol className={styles.evidence}>
        {cites.map((cite, place) => (
          <li key={keyOf(cite)}>
            <span className={styles.number}>{place + 1}</span>
            <span>
              <b>{nameOf(cite, item)}</b> {visible(cite.why)}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}

function NoVerdict({ item, why }: { item: Run; why: Diagnosis }): ReactElement {
  const isFine = item.status === "success";
  return (
    <Card title="Verdict" aside={isFine ? undefined : "Not enough evidence"}>
      <p className={styles.lede}>{visible(why.insufficient ?? "Nothing in the run explains its failure")}.</p>
      {!isFine && (
        <p className={styles.more}>
          No cause is named, because nothing in what was sent would carry it.
          {item.error_message && (
            <>
              {" "}
              The run itself says <q>{visible(item.error_message)}</q>.
            </>
          )}
        </p>
      )}
      {why.missing.length > 0 && (
        <>
          <h3 className={styles.heading}>What to add, so that the next failure can be explained</h3>
          <ul className={styles.missing}>
            {why.missing.map((one) => (
              <li key={one}>{visible(one.charAt(0).toUpperCase() + one.slice(1))}</li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}

interface ChipsProps {
  cause: RunCause;
  cites: Cite[];
  item: Run;
  onSelect: (id: string) => void;
}

function Chips({ cause, cites, item, onSelect }: ChipsProps): ReactElement {
  return (
    <span className={styles.chips}>
      {numbered([cause]).map((cite) => {
        const number = cites.findIndex((one) => keyOf(one) === keyOf(cite)) + 1;
        const isThere = item.timeline.some((one) => one.event_id === cite.ref_id);
        return (
          <button
            key={keyOf(cite)}
            type="button"
            className={styles.chip}
            title={visible(cite.why)}
            aria-label={`Evidence ${number}`}
            disabled={!isThere}
            onClick={() => onSelect(cite.ref_id)}
          >
            {number}
          </button>
        );
      })}
    </span>
  );
}

/** Every citation once, in the order in which it is first made. */
function numbered(causes: readonly RunCause[]): Cite[] {
  const known = new Map<string, Cite>();
  for (const cite of causes.flatMap((cause) => cause.evidence))
    if (!known.has(keyOf(cite))) known.set(keyOf(cite), cite);
  return [...known.values()];
}

const keyOf = (cite: Cite): string => `${cite.kind} ${cite.ref_id}`;

function nameOf(cite: Cite, item: Run): string {
  const found = item.timeline.find((one) => one.event_id === cite.ref_id);
  if (found) return visible(found.name);
  return cite.kind === "history" ? `Version ${visible(cite.ref_id)}` : words(cite.kind);
}
