/** ReportTab: the verdict and the next step on the left, how it spread on the right. */
import type { ReactElement } from "react";
import type { Case, Report, ReportChanges } from "../../api/shapes";
import { ChangesCard } from "./ChangesCard";
import { EvidenceCard } from "./EvidenceCard";
import type { Numbers } from "./evidence";
import { HypothesesCard } from "./HypothesesCard";
import { LogTemplatesCard } from "./LogTemplatesCard";
import { NextStep } from "./NextStep";
import styles from "./ReportTab.module.css";
import { RootCauseCard } from "./RootCauseCard";
import { SignalsCard } from "./SignalsCard";
import { SimilarCard } from "./SimilarCard";
import { SpreadCard } from "./SpreadCard";
import { TimelineCard } from "./TimelineCard";
import { UnseenCard } from "./UnseenCard";

interface Props {
  item: Case;
  reportId: string;
  report: Report;
  numbers: Numbers;
  changes: ReportChanges | undefined;
}

export function ReportTab({ item, reportId, report, numbers, changes }: Props): ReactElement {
  return (
    <div className={styles.columns}>
      <div className={styles.column}>
        <div data-part="cause">
          <RootCauseCard report={report} numbers={numbers} />
        </div>
        <div data-part="next">
          <NextStep item={item} verdict={report.verdict} />
        </div>
        <div data-part="theories">
          <HypothesesCard report={report} numbers={numbers} />
        </div>
        <div data-part="changes">{changes && <ChangesCard changes={changes} />}</div>
        <div data-part="evidence">
          <EvidenceCard items={numbers.items} />
        </div>
        <div data-part="unseen">
          <UnseenCard report={report} />
        </div>
        <div data-part="similar">
          <SimilarCard past={report.similar_cases} />
        </div>
      </div>
      <div className={styles.column}>
        <div data-part="spread">
          <SpreadCard report={report} numbers={numbers} />
        </div>
        <div data-part="signals">
          <SignalsCard reportId={reportId} report={report} />
        </div>
        <div data-part="timeline">
          <TimelineCard item={item} report={report} />
        </div>
        <div data-part="logs">
          <LogTemplatesCard evidence={report.evidence} />
        </div>
      </div>
    </div>
  );
}
