"""Governed: tables of actions and of what stands between them and the outside."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, LargeBinary, Text

from rootward.kit.db import Json
from rootward.schema.columns import key, need, table, tenant

tool_states = table(  # what a tenant decided about a tool; without a row the tool is as it was declared
    "tool_states",
    tenant(),
    key("tool"),
    Column("enabled", Boolean),  # null: as declared
    Column("pinned", Text),  # schema hash that was approved; another one is quarantined
    Column("quarantined", Text),  # why, until somebody approves what it is now
    need("changed_by"),
    need("changed_at", BigInteger),
)

tool_offers = table(  # what a server of tools (MCP) said of one at the last look
    "tool_offers",
    tenant(),
    key("server"),
    key("tool"),
    need("description"),
    need("arguments", Json),  # its JSON Schema, as it came
    need("seen_at", BigInteger),
    clustered=True,
)

actions = table(
    "actions",
    tenant(),
    key("action_id"),
    need("tool", Text().with_variant(Text(collation="C"), "postgresql")),  # a range of names is what begins alike
    need("tool_version"),
    need("schema_hash"),
    need("effect"),  # read, idempotent, non_idempotent, destructive
    need("risk"),  # low, medium, high, critical
    need("arguments", Json),  # exact; a guard refuses those that hold a secret
    need("args_sha256"),
    need("targets", Json),  # canonical references of what is acted on
    need("provenance", Json),  # {"/namespace": ["telemetry"], …}: where each argument came from
    need("declared", Json),  # of Action: sensitive, hosts, rollback, most, confidence, needs
    need("requester", Json),  # Requester of governance/action.py
    Column("case_id", Text),
    Column("run_id", Text),
    Column("step_id", Text),
    need("reason"),
    need("idempotency_key"),
    need("state"),  # requested, held, running, succeeded, failed, denied, unknown
    Column("decision", Json),  # Decision of governance/decision.py, with the word of every guard
    Column("policy_sha256", Text),
    Column("approval_id", Text),
    Column("dry_run", Json),  # {"sha256", "summary", "value", "at"}
    Column("intent", Json),  # the audit entry that the outcome answers
    Column("reservation_id", Text),
    need("attempts", Integer),
    Column("result", Json),  # redacted
    need("result_summary"),
    need("result_sha256"),
    Column("error_class", Text),
    Column("error_message", Text),
    Column("status_code", Integer),
    need("cost_usd", Float),
    need("created_at", BigInteger),
    Column("started_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("resolved_by", Text),  # the person who said how an unknown one ended
    need("seq", BigInteger),
)
sa.Index("actions_by_key", actions.c.tenant, actions.c.idempotency_key, unique=True)
sa.Index("actions_by_state", actions.c.tenant, actions.c.state, actions.c.created_at)
sa.Index("actions_by_case", actions.c.tenant, actions.c.case_id)
sa.Index("actions_by_time", actions.c.tenant, actions.c.created_at)
sa.Index("actions_by_tool", actions.c.tenant, actions.c.tool, actions.c.started_at)
sa.Index("actions_by_run", actions.c.tenant, actions.c.run_id)
sa.Index("actions_by_start", actions.c.tenant, actions.c.started_at)

approvals = table(
    "approvals",
    tenant(),
    key("approval_id"),
    need("action_id"),
    need("digest"),  # sha256 of `bound`: what a vote is for
    need("bound", Json),
    need("shown", Json),  # what the approver sees beside it: risk, reason, provenance, dry run, policy trace
    need("state"),  # pending, approved, denied, expired, void, consumed
    need("quorum", Integer),
    need("roles", Json),
    need("excluded", Json),  # principals who may not vote: the requester, by every identity
    need("created_at", BigInteger),
    need("due_at", BigInteger),  # answered later than this breaks the approval SLA
    need("expires_at", BigInteger),
    Column("reminded_at", BigInteger),
    Column("decided_at", BigInteger),
    Column("consumed_at", BigInteger),
    Column("ended_why", Text),
    need("break_glass", Boolean),
    Column("review_due_at", BigInteger),  # break-glass: another person has to look at it by then
    Column("review_reminded_at", BigInteger),
    Column("reviewed_by", Text),
    Column("reviewed_at", BigInteger),
    Column("review_comment", Text),
    need("seq", BigInteger),
)
sa.Index("approvals_by_state", approvals.c.tenant, approvals.c.state, approvals.c.expires_at)
sa.Index("approvals_by_action", approvals.c.tenant, approvals.c.action_id)
sa.Index("approvals_by_review", approvals.c.tenant, approvals.c.review_due_at)

approval_votes = table(  # facts
    "approval_votes",
    tenant(),
    key("approval_id"),
    key("principal_id"),
    key("verdict"),  # approve, deny: who agreed may still say no while others are asked
    need("person"),  # one person's linked identities are one
    need("digest"),  # of what was shown
    need("role"),
    Column("on_behalf_of", Text),  # who delegated
    need("comment"),
    need("auth"),
    Column("link", Text),  # the single-use link it came by
    need("at", BigInteger),
)
sa.Index("approval_votes_by_link", approval_votes.c.tenant, approval_votes.c.link, unique=True)

delegations = table(
    "delegations",
    tenant(),
    key("delegation_id"),
    need("from_principal"),
    need("to_principal"),
    Column("approval_id", Text),  # null: everything that the one may vote on
    need("reason"),
    need("created_at", BigInteger),
    need("until", BigInteger),
    Column("revoked_at", BigInteger),
)

identity_links = table(  # principals that are one person
    "identity_links",
    tenant(),
    key("principal_id"),
    need("person"),
    need("linked_by"),
    need("linked_at", BigInteger),
)

budget_balances = table(
    "budget_balances",
    tenant(),
    key("scope"),  # tenant, case:ID, step:RUN.SEQ, agent:NAME, …; case, step, agent, tool for each of them
    key("period"),  # 2026-11-30, 2026-11-30T14, or all; `each` for what the tenant set
    key("unit"),  # usd, tokens, calls, seconds, concurrency, investigations
    Column("ceiling", Float),  # what the tenant set; null: as the pack says
    need("reserved", Float),
    need("spent", Float),
    clustered=True,
)
sa.Index("budget_balances_by_ceiling", budget_balances.c.tenant, budget_balances.c.ceiling)

budget_reservations = table(
    "budget_reservations",
    tenant(),
    key("reservation_id"),
    need("holder"),  # action or run
    need("amounts", Json),  # [{"scope", "period", "unit", "amount"}, …]
    need("state"),  # held, settled, released
    need("until", BigInteger),  # held no longer than this by somebody who died
    need("created_at", BigInteger),
    Column("ended_at", BigInteger),
)
sa.Index(
    "budget_reservations_by_state", budget_reservations.c.tenant, budget_reservations.c.state,
    budget_reservations.c.until,
)  # fmt: skip

usage_days = table(  # roll-ups
    "usage_days",
    tenant(),
    key("day"),
    key("agent"),
    key("tool"),
    key("case_id"),
    need("calls", Integer),
    need("failures", Integer),
    need("seconds", Float),
    need("tokens", BigInteger),
    need("usd", Float),
    clustered=True,
)

kill_switches = table(  # a global one stands in every tenant's rows
    "kill_switches",
    tenant(),
    key("scope"),  # global, tenant, agent:NAME, tool:NAME
    need("engaged", Boolean),
    need("reason"),
    need("engaged_by"),
    need("engaged_at", BigInteger),
    Column("lift_asked_by", Text),
    Column("lift_asked_at", BigInteger),
    Column("lifted_by", Text),
    Column("lifted_at", BigInteger),
)

playbook_runs = table(
    "playbook_runs",
    tenant(),
    key("playbook_run_id"),
    need("case_id"),
    need("run_id"),  # of agent_runs: its recorded steps
    need("playbook"),
    need("playbook_digest"),
    need("playbook_body", Json),  # as it was when the run began
    need("why", Json),  # reasons of the match
    need("signature"),  # fault kind and component of the cause: what it was tried for
    need("state"),  # proposed, running, waiting, paused, succeeded, failed, stopped
    need("step", Integer),
    need("steps", Json),  # [{"order", "name", "state", "detail", …}, …]
    Column("waits_for", Text),  # action:ID, person, time
    Column("outcome", Text),  # held, not_held, cannot_tell
    Column("outcome_body", Json),
    need("requested_by", Json),
    need("created_at", BigInteger),
    need("updated_at", BigInteger),
    Column("ended_at", BigInteger),
    need("seq", BigInteger),
)
sa.Index("playbook_runs_by_case", playbook_runs.c.tenant, playbook_runs.c.case_id)
sa.Index("playbook_runs_by_signature", playbook_runs.c.tenant, playbook_runs.c.playbook, playbook_runs.c.signature)

audit_checkpoints = table(  # facts
    "audit_checkpoints",
    tenant(),
    key("size", BigInteger),
    need("root", LargeBinary),
    need("note", LargeBinary),  # C2SP signed note; the other columns are what it says
    need("key_id"),
    need("at", BigInteger),
    clustered=True,
)

audit_witnesses = table(  # state: how far each witness has been told, for people to see; no proof of anything
    "audit_witnesses",
    tenant(),
    key("witness"),
    need("size", BigInteger),  # of the newest checkpoint that it took
    Column("at", BigInteger),  # when it took it
    need("tried_at", BigInteger),
    need("failures", Integer),  # since then
    need("error"),
)

denied_tokens = table(  # bearer tokens of an identity provider that were logged out before they ended
    "denied_tokens",
    tenant(),
    key("jti"),
    need("until", BigInteger),  # when the token would have ended: the row may go then
    need("denied_by"),
    need("denied_at", BigInteger),
)
