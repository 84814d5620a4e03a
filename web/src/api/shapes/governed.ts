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
  break_glass: boolean;
}
export interface Argument {
  pointer: string;
  value: Json;
  shown: string;
  origins: string[];
  untrusted: string[];
  sensitive: boolean;
  before?: Json;
}
export interface ApprovalVote {
  name?: string;
  principal_id?: string;
  principal?: string;
  verdict: string;
  comment: string;
  at: string;
  role?: string;
}
export interface ApprovalCard extends ApprovalLine {
  tool_version: string;
  effect: string;
  irreversible: boolean;
  rollback: string;
  hosts: string[];
  arguments: Argument[];
  run_id: string | null;
  confidence: number | null;
  policy: {
    guard: string;
    rule_ids: string[];
    trace: { guard: string; answer: string; reason: string; rule_ids: string[] }[];
  };
  dry_run: { summary?: string; value?: Json; at?: string } | null;
  warnings: string[];
  votes: ApprovalVote[];
  people: number;
  decided_at: string | null;
  ended_why: string | null;
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
}
