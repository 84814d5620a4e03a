"""Explain: sentences for people, built from evidence only, and the reasons why others are ruled out."""

from __future__ import annotations

from collections.abc import Sequence

from rootward.causality.changes import proximity
from rootward.causality.model import Change, RuledOut
from rootward.causality.parameters import PARAMETERS, Parameters
from rootward.causality.suspects import Blame, Suspect
from rootward.causality.words import duration, named
from rootward.kit.clock import format_ns

__all__ = ["clock_time", "describe", "title", "why_not_change", "why_not_suspect"]

_SAID: dict[str, str] = {
    "config.pool_size": "runs out of pooled connections",
    "schema.slow_query": "waits for slow database statements",
    "memory.leak": "keeps growing in memory",
    "memory.oom": "is killed for its memory",
    "credential.expired": "shows a credential that is no longer accepted",
    "upstream.rate_limited": "refuses calls because there are too many",
    "upstream.unavailable": "does not answer its callers",
    "network.delay": "is reached only slowly over the network",
    "cpu.saturation": "is short of processor time",
    "disk.saturation": "is held up by its disk",
    "lock.contention": "waits for a lock that is held elsewhere",
    "code.regression": "fails in its own code",
    "traffic.surge": "is asked more than it can serve",
    "dependency.failure": "is failed by something it depends on",
    "unknown": "behaves unlike before",
}
_SENTENCES = 4
_SHOWN = 12
_AT_ONCE_NS = 1_500_000_000


def title(suspect: Suspect, blame: Blame | None) -> str:
    """One line: who, what, and after which change."""
    said = f"{named(suspect.entity)} {_told(suspect) or _said(suspect.kind)}"
    return f"{said} since the {blame.change.title}" if blame is not None else said


def _told(suspect: Suspect) -> str:
    """What the evidence itself calls the fault, '' when none of it names one."""
    named_so = (item.evidence.value for item in suspect.weighed if item.evidence.value.get("fault") == suspect.kind)
    return next((str(value["says"]) for value in named_so if value.get("says")), "")


def _said(kind: str) -> str:
    """A kind that only a pack knows is called by its name."""
    return _SAID.get(kind, f"shows the fault {kind}")


def describe(suspect: Suspect, blame: Blame | None) -> str:
    """The strongest observation of each kind, and the change with what it changed."""
    parts: list[str] = []
    if blame is not None:
        parts.append(_of_change(blame.change, suspect.onset))
    kinds: set[str] = set()
    for item in suspect.weighed:
        if item.evidence.kind not in kinds and len(kinds) < _SENTENCES:
            kinds.add(item.evidence.kind)
            parts.append(item.evidence.text)
    return " ".join(part if part.endswith(".") else f"{part}." for part in parts)


def _of_change(change: Change, onset: int | None) -> str:
    when = f"{change.title[0].upper()}{change.title[1:]} at {clock_time(change.at)}"
    if onset is not None and onset >= change.at:
        lead = onset - change.at
        when += f", {duration(lead)} before it began" if lead >= _AT_ONCE_NS else ", when it began"
    moved = [f"{key} from {before:g} to {after:g}" for key, before, after in change.numbers]
    if moved:
        return f"{when}; it changed {', '.join(moved)}"
    if change.effects:
        return f"{when}; in its lines: {'; '.join(change.effects[:2])}"
    return f"{when}; it touched {', '.join(change.keys[:4])}" if change.keys else when


def why_not_change(
    change: Change, owner: str, cause: Suspect | None, suspect: Suspect | None, onset: int | None,
    parameters: Parameters = PARAMETERS,
) -> RuledOut:  # fmt: skip
    """The first reason that holds; `owner` is the entity changed, `suspect` what was seen there."""
    name = named(owner)
    ids: tuple[str, ...] = ()
    if onset is not None and change.at > onset + parameters.after_slack_ns:
        reason = f"it came {duration(change.at - onset)} after the trouble began"
    elif suspect is None or suspect.own < parameters.least_surprise:
        reason = f"nothing unusual was seen on {name} after it"
    elif change.nature == "cosmetic":
        reason = "it changed only texts, documents or tests"
    elif cause is not None and owner != cause.entity:
        ids = _ids(cause)
        reason = f"what was seen on {name} follows from {named(cause.entity)}, where the evidence is stronger"
    elif onset is not None and proximity(change, onset, parameters) < parameters.least_blame:
        reason = f"the trouble began only {duration(onset - change.at)} after it"
    else:
        ids = _ids(suspect)
        what = ", ".join(change.keys[:3]) or "what it changed"
        reason = f"{what} does not bring about what was seen on {name} ({_said(suspect.kind)})"
    return RuledOut(subject=f"change:{change.ref}", reason=reason, evidence_ids=ids)


def why_not_undeployed(commits: Sequence[Change], ids: tuple[str, ...]) -> RuledOut:
    """Commits that never ran, in one sentence."""
    number = "1 commit was" if len(commits) == 1 else f"{len(commits)} commits were"
    return RuledOut(subject="change:undeployed", reason=f"{number} not deployed anywhere", evidence_ids=ids[:_SHOWN])


def why_not_suspect(suspect: Suspect, cause: Suspect, parameters: Parameters = PARAMETERS) -> RuledOut:
    name, guilty = named(suspect.entity), named(cause.entity)
    explained = [item for item in suspect.weighed if item.explained_by]
    if explained and sum(item.own for item in explained) >= 0.5 * sum(item.own for item in suspect.weighed):
        blamed = sorted({named(item.explained_by) for item in explained})
        verb = "fails" if len(blamed) == 1 else "fail"
        reason = f"{name} fails because {' and '.join(blamed)}, which it calls, {verb}"
    elif suspect.onset is not None and cause.onset is not None and suspect.onset > cause.onset + parameters.early_ns:
        reason = f"{name} was affected {duration(suspect.onset - cause.onset)} after {guilty}"
    elif cause.entity in suspect.reaches:
        reason = f"the evidence at {guilty} is stronger and speaks of a fault of its own"
    elif suspect.entity in cause.reaches:
        reason = f"{name} depends on {guilty}, and the evidence against it is weaker"
    else:
        reason = f"the evidence against {name} is weaker than that against {guilty}, and what alerted does not need it"
    return RuledOut(subject=suspect.entity, reason=reason, evidence_ids=_ids(suspect))


def _ids(suspect: Suspect) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.evidence.evidence_id for item in suspect.weighed[:3]))


def clock_time(ns: int) -> str:
    """`12:03:10`: the time of day in UTC, to the second."""
    return format_ns(ns // 1_000_000_000 * 1_000_000_000)[11:19]
