from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.errors import BadInput, NotFound, TooLarge
from rootward.knowledge import documents, memory
from rootward.knowledge.documents import Hit, sections_of, words_of
from tests.knowledge.conftest import Shelf

POOLS = """# Pools
About pools.

## Pool exhausted
Restore the former pool size of connections.

```
# not a heading
```

### By hand
Run the thing.

## Slow disk
Look at the disk.
"""


def add(shelf: Shelf, path: str, text: str, tenant: str = "acme") -> bool:
    return shelf.run(partial(documents.add, tenant=tenant, path=path, text=text, by="ann"), tenant)


def search(shelf: Shelf, words: str, as_of: int = 10**9) -> list[Hit]:
    return shelf.run(partial(documents.search, tenant="acme", words=words, as_of=as_of))


def test_a_text_is_parted_by_its_headings_and_not_inside_code() -> None:
    found = sections_of(POOLS, "pools.md")
    assert [section.heading for section in found] == [
        "Pools", "Pools / Pool exhausted", "Pools / Pool exhausted / By hand", "Pools / Slow disk",
    ]  # fmt: skip
    assert "# not a heading" in found[1].text


def test_a_text_without_headings_is_one_section_named_by_its_path() -> None:
    assert [(one.heading, one.text) for one in sections_of("just words", "a/b.md")] == [("a/b.md", "just words")]


@given(st.text(max_size=400))
def test_no_text_breaks_the_parting(text: str) -> None:
    for section in sections_of(text, "x.md"):
        assert section.heading
    words_of(text)


def test_words_are_found_whatever_their_case_number_and_joints() -> None:
    assert words_of("Pools, the db.client_pool") == ["pool", "db.client_pool", "db", "client", "pool"]


def test_the_best_section_comes_first_with_the_words_it_was_found_by(shelf: Shelf) -> None:
    assert add(shelf, "pools.md", POOLS)
    add(shelf, "other.md", "# Kittens\nNothing about it.")
    found = search(shelf, "connection pool exhausted")
    assert (found[0].path, found[0].heading) == ("pools.md", "Pools / Pool exhausted")
    assert found[0].matched == ("connection", "exhausted", "pool")
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    assert search(shelf, "the of and") == []


def test_the_same_again_changes_nothing_and_other_words_are_a_new_version(shelf: Shelf) -> None:
    add(shelf, "a.md", "# A\nkittens purr")
    before = shelf.run(partial(memory.version, tenant="acme"))
    assert not add(shelf, "a.md", "# A\nkittens purr")
    assert shelf.run(partial(memory.version, tenant="acme")) == before
    assert add(shelf, "a.md", "# A\npuppies bark")
    assert search(shelf, "kittens") == []
    assert [hit.path for hit in search(shelf, "kittens", as_of=before)] == ["a.md"]
    assert [one.path for one in shelf.run(partial(documents.listed, tenant="acme"))] == ["a.md"]


def test_what_is_removed_is_found_no_more_but_by_older_readers(shelf: Shelf) -> None:
    add(shelf, "a.md", "# A\nkittens purr")
    before = shelf.run(partial(memory.version, tenant="acme"))
    shelf.run(partial(documents.remove, tenant="acme", path="a.md", by="ann"))
    assert search(shelf, "kittens") == []
    assert len(search(shelf, "kittens", as_of=before)) == 1
    with pytest.raises(NotFound, match="no document"):
        shelf.run(partial(documents.remove, tenant="acme", path="a.md", by="ann"))


def test_a_secret_is_not_kept_and_a_tenant_sees_its_own_only(shelf: Shelf) -> None:
    add(shelf, "a.md", "# A\npassword = hunter2secret99 kittens")
    add(shelf, "b.md", "# B\nkittens of another", tenant="other")
    [hit] = search(shelf, "kittens")
    assert hit.path == "a.md"
    assert "hunter2secret99" not in hit.text


def test_too_much_and_nameless_is_refused(shelf: Shelf) -> None:
    with pytest.raises(TooLarge, match="at most"):
        add(shelf, "a.md", "x" * 1_000_001)
    with pytest.raises(BadInput, match="path"):
        add(shelf, " ", "x")
