/** NotInvestigated: a case that nobody looked into, or where looking failed; with the button that does. */
import type { ReactElement } from "react";
import type { Case, Investigation } from "../../api/shapes";
import { Card } from "../../components/Card";
import { visible } from "../../lib/format";
import { InvestigateButton } from "./InvestigateButton";

export function NotInvestigated({ item, failed }: { item: Case; failed: Investigation | undefined }): ReactElement {
  return (
    <Card title={failed ? "The investigation failed" : "Not investigated"}>
      <p>
        {failed
          ? visible(failed.error_message ?? failed.message)
          : "No route of the active packs asks for an investigation of this case."}
      </p>
      <InvestigateButton item={item} text="Investigate" />
    </Card>
  );
}
