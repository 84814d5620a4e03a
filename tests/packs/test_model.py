from __future__ import annotations

import pytest
from pydantic import ValidationError

from rootward.packs.builtin import builtin
from rootward.packs.load import load_body


def test_a_pack_is_frozen() -> None:
    with pytest.raises(ValidationError):
        builtin().name = "other"


def test_a_repository_owns_what_is_built_from_it() -> None:
    entity = {"ref": "service:web", "repository": "shop/web"}
    edge = {"src": "service:web", "dst": "service:x", "relation": "calls"}
    pack = load_body({"name": "t", "version": "1", "topology": {"entities": [entity], "edges": [edge]}})
    assert [(one.src, one.relation, one.dst) for one in pack.topology.all_edges()] == [
        ("service:web", "calls", "service:x"), ("repository:shop/web", "owns", "service:web"),
    ]  # fmt: skip


def test_what_was_not_said_is_not_in_the_body() -> None:
    pack = load_body({"name": "t", "version": "1", "cases": {"correlate": {"hops": 1}}})
    assert pack.body == {"name": "t", "version": "1", "cases": {"correlate": {"hops": 1}}}
    assert pack.cases.correlate.entity_window == "15m"
