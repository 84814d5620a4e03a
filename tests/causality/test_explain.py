"""Sentences for people, and reasons why others are ruled out."""

from __future__ import annotations

from dataclasses import replace

from rootward.causality.explain import clock_time, describe, title, why_not_change, why_not_suspect
from rootward.causality.graph import Graph
from rootward.causality.model import Change
from rootward.causality.propagation import weigh
from rootward.causality.signatures import compile_signatures, signatures_of
from rootward.causality.suspects import Suspect, suspects
from rootward.packs.builtin import builtin

SECOND = 1_000_000_000
SIGNATURES = compile_signatures(signatures_of(builtin()))
GRAPH = Graph([("service:web", "service:pay", "calls")])
CHANGE = Change(
    ref="c1", entity="service:pay", at=298 * SECOND, kind="deploy", title="deploy of pay 2", nature="linked",
    topics=("config.pool_size",), keys=("pool_size",), numbers=(("pool_size", 20.0, 2.0),),
)  # fmt: skip


def _suspects(evidence, changes=()) -> dict[str, Suspect]:  # type: ignore[no-untyped-def]
    found = suspects(
        weigh(evidence, GRAPH), GRAPH, changes, symptoms={"service:web"}, onset=300 * SECOND, detected_at=0,
        signatures=SIGNATURES,
    )  # fmt: skip
    return {item.entity: item for item in found}


def test_the_title_says_who_what_and_since_when(seen) -> None:  # type: ignore[no-untyped-def]
    cause = _suspects([seen("metric.pool_size", "service:pay")], [CHANGE])["service:pay"]
    assert title(cause, cause.blame) == "pay runs out of pooled connections since the deploy of pay 2"
    assert title(cause, None) == "pay runs out of pooled connections"


def test_the_description_is_made_of_evidence_and_the_change(seen) -> None:  # type: ignore[no-untyped-def]
    cause = _suspects([seen("metric.pool_size", "service:pay", text="the pool fell")], [CHANGE])["service:pay"]
    assert describe(cause, cause.blame) == (
        "Deploy of pay 2 at 00:04:58, 2 s before it began; it changed pool_size from 20 to 2. the pool fell."
    )


def test_each_innocent_change_gets_the_reason_that_holds(seen) -> None:  # type: ignore[no-untyped-def]
    known = _suspects([seen("metric.pool_size", "service:pay", 4.0), seen("metric.latency", "service:web")])
    cause, web = known["service:pay"], known["service:web"]

    def reason(change: Change, owner: str, suspect: Suspect | None) -> str:
        return why_not_change(change, owner, cause, suspect, 300 * SECOND).reason

    on_web = replace(CHANGE, entity="service:web")
    assert "after the trouble began" in reason(replace(CHANGE, at=400 * SECOND), "service:pay", cause)
    assert "nothing unusual was seen on alone" in reason(CHANGE, "service:alone", None)
    assert "only texts" in reason(replace(on_web, nature="cosmetic"), "service:web", web)
    assert "follows from pay" in reason(on_web, "service:web", web)
    assert "does not bring about" in reason(replace(CHANGE, topics=("disk.saturation",)), "service:pay", cause)
    assert why_not_change(on_web, "service:web", cause, web, 300 * SECOND).subject == "change:c1"


def test_an_explained_suspect_names_who_explains_it(seen) -> None:  # type: ignore[no-untyped-def]
    known = _suspects([seen("metric.errors", "service:pay"), seen("metric.errors", "service:web")])
    found = why_not_suspect(known["service:web"], known["service:pay"])
    assert found.reason == "web fails because pay, which it calls, fails" and found.evidence_ids


def test_a_later_suspect_is_told_to_be_later(seen) -> None:  # type: ignore[no-untyped-def]
    known = _suspects([seen("metric.memory", "service:pay"), seen("metric.cpu", "service:web", onset=400)])
    assert why_not_suspect(known["service:web"], known["service:pay"]).reason == "web was affected 2 min after pay"


def test_a_time_of_day_has_whole_seconds() -> None:
    assert clock_time(3_723_900_000_000) == "01:02:03"
