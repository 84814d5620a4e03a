/** NotInvestigated: a case that nobody looked into, or where looking failed; with the button that does. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, read } from "../../api/client";
import type { Case, Investigation } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Card } from "../../components/Card";
import { visible } from "../../lib/format";

export function NotInvestigated({ item, failed }: { item: Case; failed: Investigation | undefined }): ReactElement {
  const queries = useQueryClient();
  const ask = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/v1/investigate", {
          params: { query: { wait: 0 } },
          body: { query: "", tenant_id: "", service: "", pivot_event_id: "", case_id: item.case_id },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["investigations"] }),
  });
  return (
    <Card title={failed ? "The investigation failed" : "Not investigated"}>
      <p>
        {failed
          ? visible(failed.error_message ?? failed.message)
          : "No route of the active packs asks for an investigation of this case."}
      </p>
      <p style={{ marginTop: 12 }}>
        <Button kind="primary" onClick={() => ask.mutate()} disabled={ask.isPending}>
          Investigate
        </Button>
      </p>
      {ask.error && <p role="alert">{ask.error.message}</p>}
    </Card>
  );
}
