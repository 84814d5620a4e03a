/** Shapes of the audit log, topology, usage and what keeps the installation going. Only the fields that are shown. */

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
  /** When the newest of what it sent happened. */
  last_ts: string | null;
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
