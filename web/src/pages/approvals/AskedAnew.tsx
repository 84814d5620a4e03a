/** AskedAnew: goes to the request about an edited call as soon as there is one; says what became of it where none is. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactElement, useEffect } from "react";
import { action } from "../../api/queries";
import { Outcome } from "../tools/Outcome";

export function AskedAnew({ id }: { id: string }): ReactElement {
  const navigate = useNavigate();
  const approvalId = useQuery(action(id)).data?.approval_id;
  useEffect(() => {
    if (approvalId) void navigate({ to: "/approvals/$id", params: { id: approvalId } });
  }, [approvalId, navigate]);
  return <Outcome id={id} />;
}
