/** Shapes: what the server answers where its description leaves the answer open. Only the fields that are shown. */

export type Severity = "critical" | "high" | "medium" | "low" | "info";
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

export interface Case {
  case_id: string;
  number: string;
  kind: string;
  title: string;
  severity: Severity;
  state: string;
  entity: string;
  opened_at: string;
  updated_at: string;
  first_event_ts: string | null;
  last_event_ts: string | null;
  event_count: number;
  acknowledged_by: string | null;
  assigned_to: string | null;
  snoozed_until: string | null;
  resolved_at: string | null;
  merged_into: string | null;
  recurrence_of: string | null;
  report_id: string | null;
  confidence: number | null;
}
export type Facets = Record<string, Record<string, number>>;
export interface CasePage {
  items: Case[];
  next: string | null;
  facets?: Facets;
}

export interface Place {
  entity: string;
  onset: string | null;
  evidence_ids: string[];
}
export interface Cause extends Place {
  kind: string;
  component: string;
  change: string;
  description: string;
}
export interface Verdict {
  status: "cause_found" | "insufficient_evidence";
  summary: string;
  reason?: string;
  add_telemetry?: string[];
  cause: Cause | null;
  first_failure: Place | null;
  impact: Place[];
  confidence: number;
  confidence_word: string;
  next_step: string;
  checks: string[];
  runbooks: { path: string; heading: string; evidence_id: string }[];
}
export interface Hop extends Place {
  relation: string;
  verified: boolean;
}
export interface Hypothesis {
  title: string;
  entity: string;
  kind: string;
  description: string;
  change_ref: string;
  confidence: number;
  onset: string | null;
  evidence_ids: string[];
  against_ids: string[];
  explains: string[];
  unexplained: string[];
  path: Hop[];
}
export interface Evidence {
  evidence_id: string;
  kind: string;
  entity: string;
  presence: string;
  text: string;
  onset: string | null;
  direction: string;
  score: number;
  query: { tool: string; arguments: Record<string, Json> };
  window: [string, string];
  value: Record<string, Json>;
  provenance: string;
}
export interface Unseen {
  agent?: string;
  source?: string;
  presence?: string;
  text?: string;
  reason?: string;
  [name: string]: Json | undefined;
}
export interface Past {
  case: string;
  title: string;
  cause: string;
  entity: string;
  fixed_by: string;
  similarity: number;
  shared: string[];
  resolved_at: string | null;
}
export interface Report {
  case: { title: string; kind: string; severity: Severity };
  scope: { start: string; end: string; service: string; onset: string | null; detected_at: string | null };
  verdict: Verdict;
  hypotheses: Hypothesis[];
  ruled_out: { subject: string; reason: string; evidence_ids: string[] }[];
  could_not_see: Unseen[];
  evidence: Evidence[];
  agents: { agent: string; reason: string; findings: { evidence_ids: string[] }[] }[];
  similar_cases: Past[];
}

export interface Investigation {
  investigation_id: string;
  case_id: string;
  attempt: number;
  status: string;
  step: string;
  pct: number;
  message: string;
  report_id: string | null;
  error_message: string | null;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  plan: { agents?: Record<string, string> } | null;
}
export interface RunStep {
  seq: number;
  name: string;
  status: string;
  started_at: string | null;
  ended_at: string | null;
  latency_ms: number | null;
  error_message: string | null;
}
export interface InvestigationDetail extends Investigation {
  steps: RunStep[];
  tool_calls: { tool_name: string; status: string; result_summary: string; latency_ms: number | null }[];
  results: { agent: string; findings: unknown[]; blind: unknown[] }[];
}

export interface TimelineEntry {
  at: string;
  seq: number;
  kind: string;
  actor: string;
  text: string;
  body: Record<string, Json>;
  ref: string;
}
export interface Recheck {
  evidence_id: string;
  verdict: "holds" | "changed" | "gone" | "cannot_check";
  detail: string;
}

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

export interface AuditEntry {
  seq: number;
  ts: string;
  entry_id: string;
  actor: { id: string; kind: string; auth: string };
  on_behalf_of: string | null;
  action: string;
  resource: string;
  tool: string | null;
  decision: string | null;
  reason: string | null;
  outcome: string | null;
  rule_ids: string[];
  args_sha256: string | null;
}
export interface Verification {
  status: string;
  size: number;
  root: string;
  checked: number;
  signed_to: number;
  witnessed_to: number;
  open_intents: number;
  bad_seq: number | null;
  message: string;
}

export interface Topology {
  nodes: string[];
  edges: { src: string; dst: string; relation: string; origin: string; last_seen: string | null }[];
}
export interface Usage {
  from: string;
  to: string;
  items: UsageRow[];
  total: UsageRow;
}
export interface UsageRow {
  name: string;
  calls: number;
  failures: number;
  seconds: number;
  tokens: number;
  usd: number;
}
export interface DeadLetter {
  dead_id: string;
  kind: string;
  source: string;
  reason: string;
  state: string;
  field: string | null;
  created_at: string;
}
export interface SourceSeen {
  source: string;
  first_seen: string;
  last_seen: string;
  items: number;
  silent_since: string | null;
}
export interface Token {
  token_id: string;
  name: string;
  role: string;
  kind: string;
  created_at: string;
  expires_at: string | null;
  last_used_at?: string | null;
  revoked_at: string | null;
}
export interface Me {
  tenant: string;
  id: string;
  name: string;
  kind: string;
  role: string;
  auth: string;
  permissions: string[];
}
export interface Page<T> {
  items: T[];
  next?: string | null;
}
