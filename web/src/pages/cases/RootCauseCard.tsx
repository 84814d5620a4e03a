/** RootCauseCard: what happened and why, with how sure, each sentence with the evidence it rests on. */
import type { ReactElement } from "react";
import type { Place, Report } from "../../api/shapes";
import { Card } from "../../components/Card";
import { Confidence } from "../../components/Confidence";
import { Glyph, type GlyphName } from "../../components/Glyph";
import { entityName, visible, words } from "../../lib/format";
import { Time } from "../../components/Time";
import { Cited } from "./Cited";
import { Cites } from "./Cites";
import { sentencesOf } from "./sentences";
import type { Numbers } from "./evidence";
import styles from "./RootCauseCard.module.css";

const MOST_CITES = 3;

export function RootCauseCard({ report, numbers }: { report: Report; numbers: Numbers }): ReactElement {
  const { verdict } = report;
  const { cause } = verdict;
  if (!cause) return <NoCause report={report} />;
  const rest = sentencesOf(cause.description, numbers.items);
  const lead = numbers.of(cause.evidence_ids).slice(0, MOST_CITES);
  return (
    <Card
      title="Root cause"
      aside={<Confidence value={verdict.confidence} word={`${words(verdict.confidence_word)} confidence`} />}
    >
      <p className={styles.lede}>
        <Cited text={`${capital(verdict.summary)}.`} numbers={lead} />
      </p>
      <p className={styles.more}>
        {rest.map(({ text, cites }) => (
          <Cited key={text} text={text} numbers={cites} />
        ))}
      </p>
      <dl className={styles.roles}>
        <Role name="Cause" glyph="diamond" color="var(--sev1-fill)" place={cause} numbers={numbers}>
          {visible(words(cause.kind.replace(".", ": ")))} on {visible(entityName(cause.entity))}
        </Role>
        {verdict.first_failure && (
          <Role
            name="First failure"
            glyph="triangle"
            color="var(--sev2-fill)"
            place={verdict.first_failure}
            numbers={numbers}
          >
            {visible(entityName(verdict.first_failure.entity))}
          </Role>
        )}
        {verdict.impact.length > 0 && (
          <Role name="Impact" glyph="square" color="var(--sev2-fill)" place={joined(verdict.impact)} numbers={numbers}>
            {verdict.impact.map((place) => visible(entityName(place.entity))).join(", ")}
          </Role>
        )}
      </dl>
    </Card>
  );
}

interface RoleProps {
  name: string;
  glyph: GlyphName;
  color: string;
  place: Place;
  numbers: Numbers;
  children: React.ReactNode;
}

function Role({ name, glyph, color, place, numbers, children }: RoleProps): ReactElement {
  return (
    <div>
      <dt>
        <Glyph name={glyph} color={color} />
        {name}
      </dt>
      <dd>
        <span>
          {children}
          {place.onset && (
            <>
              , <Time at={place.onset} />
            </>
          )}
        </span>
        <Cites numbers={numbers.of(place.evidence_ids).slice(0, 2)} />
      </dd>
    </div>
  );
}

function NoCause({ report }: { report: Report }): ReactElement {
  const { verdict } = report;
  return (
    <Card title="Root cause" aside="Not enough evidence">
      <p className={styles.lede}>{visible(capital(verdict.reason ?? verdict.summary))}.</p>
      {(verdict.add_telemetry ?? []).length > 0 && (
        <>
          <p className={styles.more}>What would help:</p>
          <ul className={styles.help}>
            {verdict.add_telemetry?.map((one) => (
              <li key={one}>{visible(one)}</li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const joined = (places: Place[]): Place => ({
  entity: "",
  onset:
    places
      .map((place) => place.onset)
      .filter((at) => at !== null)
      .sort()[0] ?? null,
  evidence_ids: places.flatMap((place) => place.evidence_ids.slice(0, 1)),
});
