"""Where a fact came from is told by its place and, for what was sent, by whether somebody could have phrased it."""

from __future__ import annotations

import pytest

from rootward.kit.provenance import Origin
from rootward.playbooks.origins import origin_of


@pytest.mark.parametrize(
    ("path", "value", "origin"),
    [
        ("domain_pack.domain_name", "Finance", "pack"), ("policy_pack.tenant_id", "t", "pack"),
        ("input.reason", "any words at all", "operator"), ("run.id", "pbr_1", "config"),
        ("case.number", "INC-1", "config"), ("case.kind", "incident", "pack"), ("case.title", "word", "free_text"),
        ("case.entity", "service:orders", "telemetry"), ("case.assigned_to", "ann", "operator"),
        ("report.cause.entity", "service:orders", "telemetry"), ("report.cause.description", "x", "free_text"),
        ("report.summary", "orders", "free_text"), ("report.confidence", 0.9, "config"),
        ("exception.normalized_context.orderId", "ORD-1", "telemetry"),
        ("exception.normalized_context.orderId", "ORD-1; drop it", "free_text"),
        ("exception.normalized_context.message", "ORD-1", "free_text"),
        ("exception.normalized_context.annotations.owner", "x", "free_text"),
        ("exception.normalized_context.x", "a" * 201, "free_text"), ("steps.look.result.id", "r1", "telemetry"),
        ("steps.look.result.body", "r1", "free_text"),
    ],
)  # fmt: skip
def test_the_origin_of_a_leaf(path: str, value: object, origin: Origin) -> None:
    assert origin_of(path.split("."), value) == origin  # type: ignore[arg-type]
