"""Verify: measure what opened a case again after its repair, and say whether the repair held.

The alerts of the case are asked whether they still fire. The observations that the report cites about the symptoms are
made again, each by its own query, over the later half of the time since the repair and against the same baseline.

What the product noticed itself it calls over after a minute of quiet only. Until then such an alert says nothing that
the figures do not say sooner: it does not stand against symptoms that were all measured again and are all over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import sqlalchemy as sa

from rootward.agents.contract import Toolbox
from rootward.causality.detect_parameters import DETECT
from rootward.causality.propagation import shows_failing
from rootward.errors import RootwardError
from rootward.events.own import OWN
from rootward.events.presence import Presence
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.playbooks.figures import MEASURES, Figure, figure, is_over
from rootward.playbooks.store import Outcome
from rootward.schema import alert_states

__all__ = ["TOOLS", "Alert", "Symptom", "Verification", "alerts_of", "measure", "symptoms_of"]

Verdict = Literal["over", "still", "not_seen"]
_ALIVE = ("metrics.list", "spans.search", "logs.search")
_MOST = 20
_SOON_NS = DETECT.quiet_ns * 3 // 2
"""After a repair: what was noticed here cannot be called over much sooner."""

TOOLS = (*MEASURES, *_ALIVE)
"""Everything that a verification reads with."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Alert:
    """`last_at` in ns: when it was last heard of."""

    fingerprint: str
    status: str
    last_at: int

    @property
    def is_own(self) -> bool:
        """Of what the product noticed itself."""
        return self.fingerprint.startswith(f"{OWN}:")


@dataclass(frozen=True, kw_only=True, slots=True)
class Symptom:
    """An observation of the report that is made again; `query` as it was asked then."""

    evidence_id: str
    entity: str
    text: str
    tool: str
    arguments: dict[str, JSON]
    value: dict[str, JSON]


@dataclass(frozen=True, kw_only=True, slots=True)
class Verification:
    """`measures` hold the figures of each symptom: usual, then, now."""

    outcome: Outcome
    why: str
    since: int
    at: int
    alerts: tuple[Alert, ...] = ()
    measures: tuple[dict[str, JSON], ...] = field(default=())

    @property
    def plain(self) -> dict[str, JSON]:
        return {
            "outcome": self.outcome, "why": self.why, "since": clock.format_ns(self.since),
            "at": clock.format_ns(self.at), "measures": [*self.measures],
            "alerts": [{"fingerprint": one.fingerprint, "status": one.status, "last_at": clock.format_ns(one.last_at)}
                       for one in self.alerts],
        }  # fmt: skip


def alerts_of(connection: Connection, tenant: str, case_id: str) -> tuple[Alert, ...]:
    """The alerts of a case that fire and resolve; those that are only seen say nothing about an end."""
    query = sa.select(alert_states).where(
        alert_states.c.tenant == tenant, alert_states.c.case_id == case_id, alert_states.c.status != "seen"
    )
    rows = connection.execute(query.order_by(alert_states.c.fingerprint)).mappings()
    return tuple(Alert(fingerprint=row["fingerprint"], status=row["status"], last_at=row["last_ts"]) for row in rows)


def symptoms_of(report: dict[str, Any] | None) -> tuple[Symptom, ...]:
    """The strongest observations of failing about what alerted and who felt it; of the cause's own where there are
    none, and of whatever moved there where nobody was seen to fail. More requests than before are no symptom."""
    if report is None:
        return ()
    measured = [item for item in report["evidence"] if item["query"]["tool"] in MEASURES and item["value"]]
    verdict, scope = report["verdict"], report["scope"]
    felt = {*scope.get("symptoms", ()), *(place["entity"] for place in verdict.get("impact") or ())}
    first, cause = verdict.get("first_failure"), verdict.get("cause")
    own = {place["entity"] for place in (first, cause) if place}
    failing = [item for item in measured if shows_failing(item["kind"], item["value"])]
    ways = ((failing, felt), (failing, own), (measured, felt), (measured, own))
    chosen = next((f for items, whose in ways if (f := [i for i in items if i["entity"] in whose])), [])
    chosen.sort(key=lambda item: (-float(item["score"]), item["evidence_id"]))
    return tuple(
        Symptom(
            evidence_id=item["evidence_id"], entity=item["entity"], text=item["text"], tool=item["query"]["tool"],
            arguments=_plain_baseline(item["query"]["arguments"], scope), value=item["value"],
        )
        for item in chosen[:_MOST]
    )  # fmt: skip


async def measure(
    symptoms: Sequence[Symptom], alerts: Sequence[Alert], toolbox: Toolbox, *, since: int, now: int, as_of: int
) -> Verification:
    """Ask again. What a source does not answer is not seen, which says nothing either way."""
    window = (since + (now - since) // 2, now)
    made = [await _again(one, toolbox, window, as_of) for one in symptoms]
    outcome, why = _judged(alerts, made, soon=now - since < _SOON_NS)
    return Verification(outcome=outcome, why=why, since=since, at=now, alerts=tuple(alerts), measures=tuple(made))


def _judged(alerts: Sequence[Alert], made: Sequence[dict[str, JSON]], *, soon: bool) -> tuple[Outcome, str]:
    firing = [one for one in alerts if one.status == "firing"]
    still = [one for one in made if one["verdict"] == "still"]
    over = sum(1 for one in made if one["verdict"] == "over")
    early = [one for one in firing if soon and one.is_own and 0 < over == len(made)]
    if len(firing) > len(early):
        return "not_held", f"{len(firing)} of its {len(alerts)} alerts still fire{'' if len(firing) > 1 else 's'}"
    if still:
        return "not_held", f"{len(still)} of {len(made)} symptoms are still there: {still[0]['text']}"
    if alerts or over:
        told = f"{over} of {len(made)} symptoms are over, {len(alerts) - len(early)} alerts have ended"
        return "held", told + (", what was noticed here ends after a minute of quiet" if early else "")
    return "cannot_tell", "nothing that showed the symptoms could be measured again"


async def _again(symptom: Symptom, toolbox: Toolbox, window: tuple[int, int], as_of: int) -> dict[str, JSON]:
    told: dict[str, JSON] = {
        "evidence_id": symptom.evidence_id, "entity": symptom.entity, "text": symptom.text, "tool": symptom.tool,
    }  # fmt: skip
    old_window = _pair(symptom.arguments.get("after"))
    then = figure(symptom.tool, symptom.value, after=old_window)
    if then is None or then.seen == then.usual:
        return told | {"verdict": "not_seen", "detail": "what was observed then is no number"}
    asked = symptom.arguments | {"end": window[1], "after": [*window], "as_of": as_of}
    try:
        answer = await toolbox.call(symptom.tool, asked)
        now = figure(symptom.tool, answer.value, after=window, like=symptom.value)
        quiet = answer.presence is not Presence.FOUND and await _is_alive(symptom.entity, toolbox, window, as_of)
    except RootwardError as error:
        return told | _figures(then, None) | {"verdict": "not_seen", "detail": error.message}
    if now is None and quiet and symptom.tool in ("logs.shift", "spans.errors"):
        now = Figure(usual=then.usual, seen=0.0, unit=then.unit)  # it lives, and no longer does what it did
    if now is None:
        return told | _figures(then, None) | {"verdict": "not_seen", "detail": "nothing was measured since the repair"}
    verdict: Verdict = "over" if is_over(then, now) else "still"
    return told | _figures(then, now) | {"verdict": verdict, "detail": ""}


async def _is_alive(entity: str, toolbox: Toolbox, window: tuple[int, int], as_of: int) -> bool:
    """Whether anything was heard of it: who has gone silent has no symptoms either, and is not well."""
    asked: dict[str, JSON] = {"start": window[0], "end": window[1], "as_of": as_of, "entities": [entity]}
    for tool in _ALIVE:
        limit: dict[str, JSON] = {} if tool == "metrics.list" else {"limit": 1}
        if (await toolbox.call(tool, asked | limit)).presence is Presence.FOUND:
            return True
    return False


def _figures(then: Figure, now: Figure | None) -> dict[str, JSON]:
    return {
        "unit": then.unit, "usual": _short(then.usual), "then": _short(then.seen),
        "now": None if now is None else _short(now.seen), "usual_now": None if now is None else _short(now.usual),
    }  # fmt: skip


def _plain_baseline(arguments: dict[str, JSON], scope: dict[str, Any]) -> dict[str, JSON]:
    """A question over stretches of time laid end to end is put over plain time again: against its last baseline."""
    if "stretches" not in arguments:
        return dict(arguments)
    kept = {name: value for name, value in arguments.items() if name != "stretches"}
    baseline = scope.get("baseline") or []
    if baseline:
        start, end = clock.parse_ns(baseline[-1]["start"]), clock.parse_ns(baseline[-1]["end"])
        kept |= {"start": min(start, int(str(kept["start"]))), "before": [start, end]}
    return kept


def _pair(value: JSON) -> tuple[int, int]:
    return (int(str(value[0])), int(str(value[1]))) if isinstance(value, list) and len(value) == 2 else (0, 1)


def _short(value: float) -> JSON:
    return float(f"{value:.6g}")
