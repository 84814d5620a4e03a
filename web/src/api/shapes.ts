/** Shapes: the names by which the views know what the server describes (`schema.d.ts`). No answer is typed by hand. */
import type * as server from "./schema";

export type {
  Action,
  ApprovalCard,
  ApprovalLine,
  Argument,
  AuditEntry,
  Case,
  CasePage,
  CaseRead,
  DeadLetter,
  Delegation,
  Evidence,
  Facets,
  Hop,
  Hypothesis,
  Investigation,
  Json,
  Place,
  Playbook,
  PlaybookStep,
  Recheck,
  Report,
  ReportChanges,
  SourceSeen,
  TimelineEntry,
  Token,
  Topology,
  Unseen,
  Usage,
  UsageRow,
  Verdict,
  Verification,
} from "./schema";

export type ApprovalVote = server.ShownVote;
export type Cause = server.RootCause;
export type InvestigationDetail = server.InvestigationRead;
export type Match = server.Judged;
export type Me = server.WhoAmI;
export type Past = server.PastCase;
export type Requester = server.Asker;
export type RunStep = server.RecordedStep;
export type Severity = server.Case["severity"];
export type Word = server.GuardWord;

/** A run in a list, or one that was read alone and names its case. */
export type RunOfPlaybook = server.PlaybookRun & Partial<Pick<server.PlaybookRunRead, "case">>;
/** A tool in a list, or one that was read alone with the schema of its arguments. */
export type Tool = server.Tool & Partial<Pick<server.ToolRead, "schema">>;

/** Whatever is answered in pages. */
export interface Page<T, Next = string> {
  items: T[];
  next?: Next | null;
}
