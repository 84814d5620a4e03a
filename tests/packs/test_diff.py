from __future__ import annotations

from rootward.packs.builtin import builtin
from rootward.packs.diff import Changed, diff
from rootward.packs.load import load_body
from rootward.packs.model import Pack


def pack(version: str, *openings: dict[str, object], **correlate: object) -> Pack:
    cases = {"opens": list(openings), "correlate": correlate}
    return load_body({"name": "a", "version": version, "cases": cases})


A: dict[str, object] = {"name": "a", "title": "A"}
B: dict[str, object] = {"name": "b", "title": "B"}


def test_paths_go_by_the_names_of_items() -> None:
    found = diff(pack("1", A), pack("2", {**A, "title": "AA"}, B, hops=1))
    assert found.changed == (
        Changed(path="version", before="1", after="2"),
        Changed(path="cases.opens.a.title", before="A", after="AA"),
    )
    assert found.added == ("cases.opens.b.name", "cases.opens.b.title", "cases.correlate.hops")
    assert diff(pack("1", A, B), pack("1", A)).removed == ("cases.opens.b.name", "cases.opens.b.title")


def test_another_order_is_a_change() -> None:
    [change] = diff(pack("1", A, B), pack("1", B, A)).changed
    assert change.path == "cases.opens.(order)" and change.after == ["b", "a"]


def test_an_item_that_is_put_between_others_moves_nobody() -> None:
    assert diff(pack("1", A), pack("1", B, A)).changed == ()


def test_the_same_pack_is_no_difference() -> None:
    assert not diff(builtin(), load_body(builtin().body))
    assert diff(pack("1", A), pack("1", B))
