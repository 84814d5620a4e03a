from __future__ import annotations

from rootward.packs.builtin import builtin
from rootward.packs.load import load_body
from rootward.packs.route import choose_agents

CASE = {"kind": "incident", "severity": "high", "entity": "service:web", "title": "Slow"}


def test_the_built_in_route_asks_everybody_and_says_why() -> None:
    chosen = choose_agents(builtin(), CASE, ["AlertFiring"])
    assert list(chosen) == ["graph", "metrics", "logs", "changes", "kubernetes", "context"]
    assert set(chosen.values()) == {"default: nothing narrows it down, so every kind of evidence is looked at"}


def test_the_first_route_that_matches_decides() -> None:
    routes = [
        {"name": "memory", "when": "'OOMKilling' in event_types", "agents": ["metrics"], "reason": "memory"},
        {"name": "web", "when": "entity == 'service:web' && severity == 'high'", "agents": ["logs"], "reason": "web"},
    ]
    pack = load_body({"name": "t", "version": "1", "routes": routes})
    assert choose_agents(pack, CASE, ["AlertFiring", "OOMKilling"]) == {"metrics": "memory: memory"}
    assert choose_agents(pack, CASE, []) == {"logs": "web: web"}
    assert choose_agents(pack, CASE | {"severity": "low"}, []) == {}
    assert choose_agents(pack, {}, []) == {}
