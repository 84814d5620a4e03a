"""Finding: one thing that is wrong with one object, what shows it, and how well that is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from rootward.causality.kubernetes.snapshot import Ref
from rootward.kit.canonical import JSON

__all__ = ["Finding", "Proof"]

Proof = Literal["contradiction", "reported", "symptom"]
"""Two objects (or two fields) that cannot both be right; a component's own words for it; only its effect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`kind` is `family.fault` (a rule's name), `object` what is wrong, `subject` the workload, node or namespace that
    suffers; `facts` fill the rule's sentence, `fields` say where it is written (`Deployment/shop/web spec.replicas`).
    `visible`: the cluster shows an effect of it now. `at` is when it was last seen to bite (ns), where that is known;
    `strength` 0..1 compares findings of one kind."""

    kind: str
    object: Ref
    subject: Ref
    facts: dict[str, JSON] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    proof: Proof = "reported"
    visible: bool = True
    at: int | None = None
    strength: float = 1.0

    @property
    def family(self) -> str:
        return self.kind.partition(".")[0]
