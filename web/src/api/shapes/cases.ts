/** Shapes of cases, reports and investigations. Only the fields that are shown. */

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
  /** The newest report in one line. */
  cause: string | null;
  cause_kind: string | null;
  affected: number | null;
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

/** Filters by the names of the server's list. */
export interface Wanted {
  state?: string[];
  severity?: string[];
  kind?: string[];
  cause?: string[];
  entity?: string;
  assigned_to?: string;
  text?: string;
  active?: boolean;
  sort?: "newest" | "updated" | "severity";
}
export interface CaseView {
  view_id: string;
  name: string;
  shared: boolean;
  wanted: Wanted;
  created_by: string;
}
export type BulkVerb = "acknowledge" | "unacknowledge" | "assign" | "snooze" | "wake" | "resolve" | "close" | "merge";
export type BulkResult =
  | { ref: string; result: "changed"; case: Case }
  | { ref: string; result: "refused"; status: number; code: string; detail: string };
export interface BulkAnswer {
  items: BulkResult[];
  counts: { changed: number; refused: number };
}

interface Claim {
  title: string;
  confidence: number;
}
export interface ReportChanges {
  hypotheses_added: Claim[];
  hypotheses_removed: Claim[];
  hypotheses_changed: (Claim & { confidence_before: number })[];
  evidence_added: Json[];
}
