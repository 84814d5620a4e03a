"""Route: which agents look into a case, and why; the first route that matches decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rootward.kit.canonical import JSON
from rootward.packs.conditions import case_condition
from rootward.packs.model import Pack

__all__ = ["choose_agents"]


def choose_agents(pack: Pack, case: Mapping[str, JSON], event_types: Sequence[str]) -> dict[str, str]:
    """Agent to reason, in the route's order; empty when none matches. `case` has kind, severity, entity and title."""
    values: dict[str, JSON] = {name: str(case.get(name) or "") for name in ("kind", "severity", "entity", "title")}
    values["event_types"] = [*sorted(set(event_types))]
    for route in pack.routes:
        if case_condition(route.when).holds(values):
            return dict.fromkeys(route.agents, f"{route.name}: {route.reason}")
    return {}
