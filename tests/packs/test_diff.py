from __future__ import annotations

from rootward.packs.builtin import builtin
from rootward.packs.diff import Changed, diff, parts
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


def test_items_are_compared_as_texts_one_by_one() -> None:
    found = parts(pack("1", A, B), pack("2", {**A, "title": "AA"}, hops=1))
    assert [part.path for part in found] == ["version", "cases.opens.a", "cases.correlate", "cases.opens.b"]
    said = {part.path: [(line.kind, line.text) for line in part.lines] for part in found}
    assert said["cases.opens.a"] == [("same", "name: a"), ("removed", "title: A"), ("added", "title: AA")]
    assert said["cases.opens.b"] == [("removed", "name: b"), ("removed", "title: B")]
    assert parts(builtin(), load_body(builtin().body)) == ()
