/** Shapes of approvals, playbooks, tools and calls. Only the fields that are shown. */
import type { Json } from "./cases";

export interface Requester {
  id: string;
  name: string;
  kind: string;
  role: string;
  on_behalf_of: string | null;
}
export interface ApprovalLine {
  approval_id: string;
  action_id: string;
  case_id: string | null;
  state: string;
  tool: string;
  risk: string;
  targets: string[];
  reason: string;
  why_held: string;
  requester: Requester;
  digest: string;
  hash: string;
  quorum: { people: number; roles: string[] };
  created_at: string;
  expires_at: string;
  due_at: string;
  break_glass: boolean;
  review_due_at: string | null;
  reviewed_at: string | null;
}
export interface Argument {
  pointer: string;
  value: Json;
  shown: string;
  origins: string[];
  untrusted: string[];
  sensitive: boolean;
  /** Before somebody amended it. */
  before?: string;
  added?: boolean;
  gone?: boolean;
}
export interface Remark {
  by: string;
  name: string;
  comment: string;
  at: string;
}
export interface Word {
  guard: string;
  answer: string;
  reason: string;
  rule_ids: string[];
}
export interface ApprovalVote {
  name?: string;
  principal_id?: string;
  principal?: string;
  verdict: string;
  comment: string;
  at: string;
  role?: string;
  on_behalf_of?: string | null;
  by_link?: boolean;
}
export interface ApprovalCard extends ApprovalLine {
  tool_version: string;
  effect: string;
  irreversible: boolean;
  rollback: string;
  hosts: string[];
  arguments: Argument[];
  schema_hash: string;
  run_id: string | null;
  step_id: string | null;
  confidence: number | null;
  most: { usd: number; tokens: number; calls: number; seconds: number };
  policy: { sha256: string; guard: string; rule_ids: string[]; trace: Word[] };
  /** `value` is JSON as text. */
  dry_run: { sha256: string; summary: string; value: string | null; at: string | null } | null;
  warnings: string[];
  votes: ApprovalVote[];
  remarks: Remark[];
  /** The action whose arguments were amended into these. */
  replaces: string | null;
  people: number;
  exact: Json;
  decided_at: string | null;
  consumed_at: string | null;
  ended_why: string | null;
  reviewed_by: string | null;
  review_comment: string | null;
  command: string;
  may_vote: boolean;
  why_not: string | null;
}

export interface PlaybookStep {
  name: string;
  action: string;
  params: Record<string, Json>;
  description: string;
  when: string;
  on_failure: string | null;
  rollback: { action: string; params: Record<string, Json> } | null;
}
export interface Playbook {
  name: string;
  version: number;
  description: string;
  conditions: { match: Record<string, Json>; priority: number };
  start: string;
  inputs: Record<string, Json>;
  steps: PlaybookStep[];
}
export interface Match {
  playbook: string;
  version: number;
  priority: number;
  matches: boolean;
  blocked: string;
  summary: string;
  reasons: { condition: string; holds: boolean; text: string }[];
}
export interface RunOfPlaybook {
  playbook_run_id: string;
  case_id: string;
  case?: string;
  playbook: string;
  why: Match & { chosen_by?: string };
  state: string;
  step: number;
  steps: {
    order: number;
    name: string;
    action: string;
    state: string;
    detail: string;
    text?: string;
    action_id?: string;
  }[];
  waits_for: string | null;
  outcome: string | null;
  created_at: string;
  updated_at: string;
  ended_at: string | null;
}

export interface Tool {
  name: string;
  description: string;
  version: string;
  schema_hash: string;
  origin: string;
  scope: string;
  effect: string;
  risk: string;
  timeout_s: number;
  rollback: string;
  previews: boolean;
  state: string;
  reason: string;
  schema?: Json;
  targets: string[];
  sensitive: string[];
  hosts: string[];
  pinned: string | null;
  changed_by: string | null;
  changed_at: string | null;
  cost_usd: number;
  rate_per_minute: number;
  concurrency: number;
  permission: string;
}
export interface Rehearsal {
  tool: string;
  effect: string;
  risk: string;
  targets: string[];
  answer: string;
  guard: string;
  reason: string;
  rule_ids: string[];
  quorum: { people: number; roles: string[] } | null;
  words: Word[];
  result: { summary: string; value: Json; presence: string } | null;
  failed: string | null;
}
export interface Delegation {
  delegation_id: string;
  from_principal: string;
  to_principal: string;
  approval_id: string | null;
  reason: string;
  until: string;
}
export interface Action {
  action_id: string;
  state: string;
  tool: string;
  effect: string;
  risk: string;
  arguments: Record<string, Json>;
  requester: Requester;
  case_id: string | null;
  reason: string;
  approval_id: string | null;
  result_summary: string;
  error_message: string | null;
  created_at?: string;
  started_at?: string | null;
  ended_at?: string | null;
  targets: string[];
  attempts: number;
  result: Json;
  decision: { answer: string; guard: string; reason: string; words: Word[] } | null;
}
