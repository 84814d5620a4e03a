/** CaseMenu: leave the case alone for a while, or end it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { DropdownMenu } from "radix-ui";
import type { ReactElement } from "react";
import { api, read } from "../../api/client";
import type { BulkAnswer, BulkVerb, Case } from "../../api/shapes";
import { Button } from "../../components/Button";
import { Icon } from "../../components/Icon";
import { visible } from "../../lib/format";
import styles from "./BulkBar.module.css";
import { snoozes } from "./snoozes";

export function CaseMenu({ item }: { item: Case }): ReactElement {
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: ({ verb, until = "" }: { verb: BulkVerb; until?: string }) =>
      read<BulkAnswer>(api.POST("/api/v1/cases/bulk", { body: { verb, cases: [item.case_id], until, reason: "" } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ["case", item.number] }),
  });
  const refused = act.data?.items.flatMap((one) => (one.result === "refused" ? [one.detail] : []));
  const said = act.error?.message ?? refused?.[0];
  const choices: [string, { verb: BulkVerb; until?: string }][] = [
    ...snoozes(new Date()).map(([text, until]): [string, { verb: BulkVerb; until: string }] => [
      `Snooze ${text.charAt(0).toLowerCase()}${text.slice(1)}`,
      { verb: "snooze", until },
    ]),
    ...(item.snoozed_until ? [["Wake", { verb: "wake" }] as [string, { verb: BulkVerb }]] : []),
    ["Resolve", { verb: "resolve" }],
    ["Close", { verb: "close" }],
  ];
  return (
    <>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger asChild>
          <Button aria-label="Snooze or end">
            <Icon name="more" size={14} />
          </Button>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content className={styles.menu} align="end" sideOffset={6}>
            {choices.map(([text, wish]) => (
              <DropdownMenu.Item key={text} className={styles.item} onSelect={() => act.mutate(wish)}>
                {text}
              </DropdownMenu.Item>
            ))}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {said && <p role="alert">{visible(said)}</p>}
    </>
  );
}
