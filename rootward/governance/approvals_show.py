"""Showing: an approval as a careful approver needs it, exact and with nothing that an eye could be misled by.

Everything here is computed from the request and from rules; no model words it. Texts that came from outside are shown
with their tricks written out (`kit.visible`), and what deserves a second look is said in `warnings`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from rootward.governance.approvals_digest import argument
from rootward.governance.approvals_model import Approval, Vote
from rootward.governance.approvals_remark import remarks_of
from rootward.kit.canonical import JSON, canonical
from rootward.kit.clock import format_ns
from rootward.kit.provenance import Origin, leaves, untrusted
from rootward.kit.visible import mixed_words, visible, visible_lines, visible_value

__all__ = ["card", "line"]

Shown = dict[str, Any]
SHORT = 12
"""Digits of the digest that a person compares."""


def line(approval: Approval, *, now: int) -> Shown:
    """What a list needs."""
    return {
        "approval_id": approval.approval_id,
        "action_id": approval.action_id,
        "case_id": approval.case_id,
        "state": approval.state_at(now),
        "tool": visible(approval.tool),
        "risk": approval.bound["risk"],
        "targets": [visible(target) for target in _texts(approval.bound["targets"])],
        "reason": visible(str(approval.bound["reason"])),
        "why_held": visible(str(approval.shown["why"])),
        "requester": {
            name: visible(value) if isinstance(value, str) else value for name, value in _requester(approval).items()
        },
        "digest": approval.digest,
        "hash": approval.digest[:SHORT],
        "quorum": {"people": approval.quorum, "roles": list(approval.roles)},
        "created_at": format_ns(approval.created_at),
        "due_at": format_ns(approval.due_at),
        "expires_at": format_ns(approval.good_until),
        "expires_in_s": max(0, (approval.good_until - now) // 1_000_000_000),
        "break_glass": approval.break_glass,
        "review_due_at": _time(approval.review_due_at),
        "reviewed_at": _time(approval.reviewed_at),
    }


def card(approval: Approval, votes: Sequence[Vote], *, people: int, now: int) -> Shown:
    """Everything: the exact call with where each argument comes from, the rules that hold it, the dry run, the votes.

    `exact` is what the digest is of; whoever wants to can hash it themselves.
    """
    bound, shown = approval.bound, approval.shown
    return line(approval, now=now) | {
        "tool_version": bound["tool_version"],
        "schema_hash": bound["schema_hash"],
        "effect": bound["effect"],
        "irreversible": not bound["rollback"],
        "rollback": visible(str(bound["rollback"])),
        "hosts": [visible(host) for host in _texts(bound["hosts"])],
        "arguments": list(_arguments(approval)),
        "run_id": bound["run_id"],
        "step_id": bound["step_id"],
        "confidence": shown["confidence"],
        "most": shown["most"],
        "policy": {"sha256": bound["policy_sha256"], "guard": shown["guard"], "rule_ids": shown["rule_ids"],
                   "trace": _trace(shown["words"])},
        "dry_run": _dry_run(approval),
        "warnings": list(_warnings(approval)),
        "votes": [_vote(vote) for vote in votes],
        "remarks": [_remark(cast("Shown", remark)) for remark in remarks_of(approval)],
        "replaces": replaced["action_id"] if (replaced := _replaced(approval)) else None,
        "people": people,
        "exact": bound,
        "decided_at": _time(approval.decided_at),
        "consumed_at": _time(approval.consumed_at),
        "ended_why": None if approval.ended_why is None else visible(approval.ended_why),
        "reviewed_by": approval.reviewed_by,
        "review_comment": None if approval.review_comment is None else visible(approval.review_comment),
        "command": f"rootward approvals approve {approval.approval_id} --hash {approval.digest[:SHORT]}",
    }  # fmt: skip


def _arguments(approval: Approval) -> Iterator[Shown]:
    provenance = cast("dict[str, list[Origin]]", approval.bound["provenance"])
    sensitive = _texts(approval.shown["sensitive"])
    earlier = replaced["arguments"] if (replaced := _replaced(approval)) else None
    for pointer in leaves(approval.bound["arguments"]):
        value = argument(approval.bound["arguments"], pointer)
        origins = provenance.get(pointer, [])
        yield {
            "pointer": visible(pointer),
            "value": value,
            "shown": visible_value(value),
            "origins": list(origins),
            "untrusted": list(untrusted(origins)),
            "sensitive": pointer in sensitive,
        } | _before(earlier, pointer, value)
    for pointer in leaves(earlier) if earlier is not None else ():
        if not _has(approval.bound["arguments"], pointer):
            yield {"pointer": visible(pointer), "value": None, "shown": "", "origins": [], "untrusted": [],
                   "sensitive": pointer in sensitive, "gone": True} | _before(earlier, pointer, None)  # fmt: skip


def _replaced(approval: Approval) -> Shown | None:
    """What was asked for before somebody amended it into this."""
    found = approval.shown.get("replaces")
    return found if isinstance(found, dict) else None


def _before(earlier: JSON, pointer: str, value: JSON) -> Shown:
    """How the argument was before it was amended; nothing where it was not."""
    if earlier is None:
        return {}
    if not _has(earlier, pointer):
        return {"added": True}
    old = argument(earlier, pointer)
    return {"before": visible_value(old)} if canonical(old) != canonical(value) else {}


def _has(arguments: JSON, pointer: str) -> bool:
    try:
        argument(arguments, pointer)
    except KeyError:
        return False
    return True


def _trace(words: JSON) -> list[Shown]:
    return [
        {"guard": word["guard"], "answer": word["answer"], "reason": visible(word["reason"]),
         "rule_ids": word["rule_ids"]}
        for word in cast("list[dict[str, Any]]", words)
    ]  # fmt: skip


def _dry_run(approval: Approval) -> Shown | None:
    """Its result as it was when it was asked for; without one that is kept, only its hash."""
    sha256, kept = approval.bound["dry_run_sha256"], approval.shown["dry_run"]
    if not isinstance(kept, dict):
        return None if sha256 is None else {"sha256": sha256, "summary": "", "value": None, "at": None}
    at = kept.get("at")
    return {
        "sha256": sha256,
        "summary": visible_lines(str(kept.get("summary", ""))),
        "value": visible_value(kept.get("value")),
        "at": format_ns(at) if isinstance(at, int) else None,
    }


def _vote(vote: Vote) -> Shown:
    return {
        "principal_id": vote.principal_id, "verdict": vote.verdict, "role": vote.role, "digest": vote.digest,
        "on_behalf_of": vote.on_behalf_of, "comment": visible(vote.comment), "auth": vote.auth.partition(":")[0],
        "by_link": vote.link is not None, "at": format_ns(vote.at),
    }  # fmt: skip


def _remark(remark: Shown) -> Shown:
    return {name: visible(str(remark[name])) for name in ("by", "name", "comment", "at")}


def _warnings(approval: Approval) -> Iterator[str]:
    """What a rule, not a model, finds worth a second look; the gravest first."""
    bound = approval.bound
    for row in _arguments(approval):
        if row["sensitive"] and row["untrusted"]:
            yield f"{row['pointer']} decides what is hit and comes from {', '.join(row['untrusted'])}"
    for name, text in _everything(approval):
        if visible_lines(text) != text:
            yield f"{name} has characters that do not show: {visible(text)}"
        for word in mixed_words(text):
            yield f"{name} has letters of two alphabets in one word: {visible(word)}"
    if bound["effect"] != "read" and not bound["rollback"]:
        yield "nothing takes this back"
    if bound["effect"] != "read" and bound["dry_run_sha256"] is None:
        yield "there was no dry run"
    if not approval.roles:
        yield "the rules that hold this agree on no role, so nobody can approve it"


def _everything(approval: Approval) -> Iterator[tuple[str, str]]:
    """The texts that decide what happens, each under its name."""
    yield "the tool", approval.tool
    for target in _texts(approval.bound["targets"]):
        yield "a target", target
    for pointer in leaves(approval.bound["arguments"]):
        yield "an argument's name", pointer
        value = argument(approval.bound["arguments"], pointer)
        if isinstance(value, str):
            yield visible(pointer), value


def _requester(approval: Approval) -> dict[str, JSON]:
    return cast("dict[str, JSON]", approval.shown["requester"])


def _texts(value: JSON) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _time(ns: int | None) -> str | None:
    return None if ns is None else format_ns(ns)
