from __future__ import annotations

import pytest

from rootward.errors import Misconfigured
from rootward.packs.builtin import builtin
from rootward.packs.load import load_body
from rootward.packs.model import Pack
from rootward.packs.overlay import overlay


def pack(name: str, **sections: object) -> Pack:
    return load_body({"name": name, "version": "1", **sections})


def route(name: str, agent: str = "metrics") -> dict[str, object]:
    return {"name": name, "agents": [agent], "reason": "so"}


def test_an_item_replaces_its_namesake_in_its_place_and_a_new_one_comes_first() -> None:
    lower = pack("a", routes=[route("x"), route("y"), route("z")])
    upper = pack("b", routes=[route("new"), route("y", "logs")])
    result = overlay([lower, upper])
    assert [(one.name, one.agents) for one in result.routes] == [
        ("new", ("metrics",)), ("x", ("metrics",)), ("y", ("logs",)), ("z", ("metrics",)),
    ]  # fmt: skip
    assert (result.name, result.version) == ("a+b", "1+1")


def test_settings_are_overlaid_key_by_key_and_what_was_not_said_stays() -> None:
    lower = pack("a", cases={"correlate": {"entity_window": "1m", "ids": ["x", "y"], "flapping": {"transitions": 9}}})
    upper = pack("b", cases={"correlate": {"ids": ["z"], "flapping": {"within": "5m"}}})
    correlate = overlay([lower, upper]).cases.correlate
    assert correlate.entity_window == "1m" and correlate.ids == ("z",)
    assert (correlate.flapping.transitions, correlate.flapping.within) == (9, "5m")


def test_items_are_taken_out_by_their_path() -> None:
    upper = pack("b", remove=["cases.opens.evicted", "signatures.disk-full"])
    result = overlay([builtin(), upper])
    assert "evicted" not in [one.name for one in result.cases.opens]
    assert len(result.signatures) == len(builtin().signatures) - 1
    assert "evicted" in [one.name for one in builtin().cases.opens]


@pytest.mark.parametrize("path", ["cases.opens.nope", "routes", "routes.", "name", "cases.correlate.ids.commit"])
def test_removing_what_is_not_there_is_refused(path: str) -> None:
    with pytest.raises(Misconfigured, match="removes"):
        overlay([builtin(), pack("b", remove=[path])])


def test_a_pack_lies_only_on_what_it_requires() -> None:
    upper = pack("b", requires=["sre"])
    assert overlay([builtin(), upper]).name == "sre+b"
    for order in ([upper], [upper, builtin()]):
        with pytest.raises(Misconfigured, match="needs 'sre' beneath it"):
            overlay(order)


def test_topology_is_joined_by_what_it_names() -> None:
    edge = {"src": "service:a", "dst": "service:b", "relation": "calls"}
    lower = pack("a", topology={"edges": [edge], "entities": [{"ref": "service:a", "team": "x"}]})
    upper = pack(
        "b", topology={"edges": [edge, {**edge, "dst": "service:c"}], "entities": [{"ref": "service:a", "team": "y"}]}
    )
    topology = overlay([lower, upper]).topology
    assert [one.dst for one in topology.edges] == ["service:c", "service:b"]
    assert [one.team for one in topology.entities] == ["y"]


def test_one_pack_by_itself_is_what_it_is_and_none_is_empty() -> None:
    assert overlay([builtin()]) == builtin()
    assert overlay([]).routes == ()


def test_the_order_of_rules_is_part_of_what_a_pack_is() -> None:
    one, other = pack("a", routes=[route("x"), route("y")]), pack("a", routes=[route("y"), route("x")])
    assert one != other and one.digest != other.digest
    assert one == pack("a", routes=[route("x"), route("y")]) and hash(one) == hash(
        pack("a", routes=list(map(route, "xy")))
    )
