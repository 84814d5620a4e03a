/** InvestigateButton: look into the case, or look again with what has come since. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { api, read } from "../../api/client";
import { me } from "../../api/queries";
import type { Case } from "../../api/shapes";
import { Button } from "../../components/Button";
import { visible } from "../../lib/format";

export function InvestigateButton({ item, text }: { item: Case; text: string }): ReactElement | null {
  const queries = useQueryClient();
  const may = useQuery(me).data?.permissions.includes("investigations.run") ?? false;
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
  if (!may) return null;
  return (
    <>
      <p style={{ marginTop: 12 }}>
        <Button kind="primary" onClick={() => ask.mutate()} disabled={ask.isPending}>
          {text}
        </Button>
      </p>
      {ask.error && <p role="alert">{visible(ask.error.message)}</p>}
    </>
  );
}
