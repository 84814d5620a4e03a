"""The Merkle tree against the published vectors and against the definition, word for word."""

from __future__ import annotations

import hashlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.audit import merkle

ENTRIES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}

leaf_lists = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70)


def _leaves() -> list[bytes]:
    return [merkle.leaf_hash(entry) for entry in ENTRIES]


def _defined_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162, section 2.1.1, as it is written there."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + _defined_root(leaves[:half]) + _defined_root(leaves[half:])).digest()


def _path(leaves: list[bytes], ranges: list[tuple[int, int]]) -> list[bytes]:
    return [merkle.root_of(leaves[start:end]) for start, end in ranges]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_published_ones(size: int) -> None:
    assert merkle.root_of(_leaves()[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize("index, size", INCLUSION)
def test_inclusion_proofs_are_the_published_ones(index: int, size: int) -> None:
    path = _path(_leaves(), merkle.inclusion_ranges(index, size))
    assert [node.hex() for node in path] == INCLUSION[index, size]
    root = bytes.fromhex(ROOTS[size])
    assert merkle.verify_inclusion(leaf=_leaves()[index], index=index, size=size, path=path, root=root)


@pytest.mark.parametrize("old, new", CONSISTENCY)
def test_consistency_proofs_are_the_published_ones(old: int, new: int) -> None:
    path = _path(_leaves(), merkle.consistency_ranges(old, new))
    assert [node.hex() for node in path] == CONSISTENCY[old, new]
    roots = {"old_root": bytes.fromhex(ROOTS[old]), "new_root": bytes.fromhex(ROOTS[new])}
    assert merkle.verify_consistency(old=old, new=new, path=path, **roots)


@given(leaf_lists)
def test_the_frontier_gives_the_root_of_the_definition_at_every_size(leaves: list[bytes]) -> None:
    frontier = merkle.Frontier()
    for size, leaf in enumerate(leaves, start=1):
        frontier = frontier.extend([leaf])
        assert frontier.size == size
        assert frontier.root() == _defined_root(leaves[:size])
        assert len(frontier.nodes) == size.bit_count()
    assert frontier == merkle.Frontier().extend(leaves)


@given(leaf_lists)
def test_a_frontier_survives_being_packed(leaves: list[bytes]) -> None:
    frontier = merkle.Frontier().extend(leaves)
    assert merkle.Frontier.unpacked(frontier.size, frontier.packed()) == frontier


def test_a_frontier_of_another_size_cannot_be_unpacked() -> None:
    packed = merkle.Frontier().extend(_leaves()[:3]).packed()
    with pytest.raises(ValueError, match="64 bytes are not the frontier of 4 leaves"):
        merkle.Frontier.unpacked(4, packed)
    with pytest.raises(ValueError):
        merkle.Frontier.unpacked(-1, b"")


@given(st.data(), leaf_lists)
def test_every_leaf_has_a_proof_that_verifies_and_no_changed_one_does(data: st.DataObject, leaves: list[bytes]) -> None:
    size = len(leaves)
    index = data.draw(st.integers(0, size - 1))
    path = _path(leaves, merkle.inclusion_ranges(index, size))
    root = merkle.root_of(leaves)
    assert merkle.verify_inclusion(leaf=leaves[index], index=index, size=size, path=path, root=root)
    assert not merkle.verify_inclusion(leaf=_other(leaves[index]), index=index, size=size, path=path, root=root)
    assert not merkle.verify_inclusion(leaf=leaves[index], index=index, size=size, path=path, root=_other(root))
    assert not merkle.verify_inclusion(leaf=leaves[index], index=index, size=size, path=[*path, root], root=root)
    assert not merkle.verify_inclusion(leaf=leaves[index], index=size, size=size, path=path, root=root)
    if path:
        assert not merkle.verify_inclusion(leaf=leaves[index], index=index, size=size, path=path[:-1], root=root)
        at = data.draw(st.integers(0, len(path) - 1))
        bent = [*path[:at], _other(path[at]), *path[at + 1 :]]
        assert not merkle.verify_inclusion(leaf=leaves[index], index=index, size=size, path=bent, root=root)


@given(st.data(), leaf_lists)
def test_every_beginning_is_proved_and_no_other_tree_is(data: st.DataObject, leaves: list[bytes]) -> None:
    new = len(leaves)
    old = data.draw(st.integers(1, new))
    path = _path(leaves, merkle.consistency_ranges(old, new))
    roots = {"old_root": merkle.root_of(leaves[:old]), "new_root": merkle.root_of(leaves)}
    assert merkle.verify_consistency(old=old, new=new, path=path, **roots)
    for name, root in roots.items():
        assert not merkle.verify_consistency(old=old, new=new, path=path, **{**roots, name: _other(root)})
    assert not merkle.verify_consistency(old=old, new=new, path=[*path, merkle.EMPTY_ROOT], **roots)
    assert not merkle.verify_consistency(old=new + 1, new=new, path=path, **roots)
    if path:
        assert not merkle.verify_consistency(old=old, new=new, path=path[:-1], **roots)
        at = data.draw(st.integers(0, len(path) - 1))
        bent = [*path[:at], _other(path[at]), *path[at + 1 :]]
        assert not merkle.verify_consistency(old=old, new=new, path=bent, **roots)


@given(st.data(), st.integers(1, 10**12))
def test_the_ranges_of_a_proof_cover_every_other_leaf_once(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    ranges = sorted([*merkle.inclusion_ranges(index, size), (index, index + 1)])
    assert ranges[0][0] == 0
    assert ranges[-1][1] == size
    assert all(left[1] == right[0] for left, right in pairwise(ranges))


def test_every_tree_begins_with_nothing() -> None:
    root = bytes.fromhex(ROOTS[8])
    assert merkle.consistency_ranges(0, 8) == []
    assert merkle.verify_consistency(old=0, new=8, old_root=merkle.EMPTY_ROOT, new_root=root, path=[])
    assert not merkle.verify_consistency(old=0, new=8, old_root=root, new_root=root, path=[])
    assert not merkle.verify_consistency(old=0, new=8, old_root=merkle.EMPTY_ROOT, new_root=root, path=[root])


def test_ranges_outside_the_tree_are_refused() -> None:
    with pytest.raises(ValueError, match="leaf 8 is not in a tree of 8"):
        merkle.inclusion_ranges(8, 8)
    with pytest.raises(ValueError, match="a tree of 9 is not the beginning of one of 8"):
        merkle.consistency_ranges(9, 8)


def _other(node: bytes) -> bytes:
    return bytes([node[0] ^ 1]) + node[1:]
