/** Shapes: the names by which the views know what the server describes (`schema.d.ts`). No answer is typed by hand. */
import type * as server from "./schema";

export type {
  Action,
  ApprovalCard,
  ApprovalLine,
  Argument,
  AuditEntry,
  BulkAnswer,
  BulkResult,
  Case,
  CasePage,
  CaseRead,
  CaseView,
  DeadLetter,
  Delegation,
  DiffLine,
  Evidence,
  Facets,
  Hop,
  Hypothesis,
  Investigation,
  Invitation,
  Invited,
  InvitedTo,
  Json,
  Lent,
  Member,
  Names,
  OwnSession,
  PackDifference,
  Packs,
  PackVersion,
  Playbook,
  PlaybookCase,
  PlaybookDeclaration,
  PlaybookDifference,
  PlaybookStanding,
  PlaybookStep,
  PlaybookVersion,
  PlaybookVersions,
  Pulse,
  PulseList,
  Recheck,
  RehearsedPlaybook,
  RehearsedStep,
  Report,
  ReportChanges,
  Session,
  SourceSeen,
  TimelineEntry,
  Token,
  Topology,
  Unseen,
  Usage,
  UsageRow,
  Verdict,
  Verification,
  Ways,
} from "./schema";

export type BulkVerb = server.Many["verb"];
export type ApprovalVote = server.ShownVote;
export type Cause = server.RootCause;
export type InvestigationDetail = server.InvestigationRead;
export type Match = server.Judged;
export type Me = server.WhoAmI;
export type Past = server.PastCase;
export type Place = server.Placed;
export type Rehearsal = server.Rehearsed;
export type Remark = server.Remarked;
export type Requester = server.Asker;
export type RunStep = server.RecordedStep;
export type Severity = server.Case["severity"];
export type Word = server.GuardWord;

/** A run in a list, or one that was read alone and names its case. */
export type RunOfPlaybook = server.PlaybookRun & Partial<Pick<server.PlaybookRunRead, "case">>;
/** A tool in a list, or one that was read alone with the schema of its arguments. */
export type Tool = server.Tool & Partial<Pick<server.ToolRead, "schema">>;

/** What the list of cases is asked for, as the views hold it. */
export interface Wanted {
  state?: string[];
  severity?: string[];
  kind?: string[];
  cause?: string[];
  source?: string[];
  team?: string[];
  entity?: string;
  assigned_to?: string;
  text?: string;
  active?: boolean;
  sort?: "newest" | "updated" | "severity";
}

/** Whatever is answered in pages. */
export interface Page<T, Next = string> {
  items: T[];
  next?: Next | null;
}
