from __future__ import annotations

from functools import partial

import pytest

from rootward.errors import NotFound
from rootward.knowledge import memory
from rootward.knowledge.memory import Memory, Past
from rootward.schema import changes
from tests.knowledge.conftest import START, Shelf


def kept(shelf: Shelf, case: str, signature: dict[str, float], cause: str = "a quota", tenant: str = "acme") -> Memory:
    unit = partial(
        memory.remember, tenant=tenant, case_id=f"case_{case}", number=f"INC-{case}", title="t", entity="service:pay",
        kind="upstream.rate_limited", cause=cause, fixed_by="a higher quota", signature=signature, resolved_at=START,
        by="ann",
    )  # fmt: skip
    return shelf.run(unit, tenant)


def near(shelf: Shelf, signature: dict[str, float], *, as_of: int = 10**9, besides: str = "") -> list[Past]:
    unit = partial(memory.nearest, tenant="acme", signature=signature, as_of=as_of, besides=besides)
    return shelf.run(unit)


def test_the_most_alike_come_first_with_what_helped(shelf: Shelf) -> None:
    kept(shelf, "1", {"a": 1.0, "b": 1.0})
    kept(shelf, "2", {"a": 1.0})
    kept(shelf, "3", {"z": 1.0})
    found = near(shelf, {"a": 1.0, "b": 1.0})
    assert [(past.case, past.similarity, past.fixed_by) for past in found] == [
        ("INC-1", 1.0, "a higher quota"), ("INC-2", 0.5, "a higher quota"),
    ]  # fmt: skip
    assert found[0].shared == ("a", "b")


def test_a_case_does_not_remind_of_itself_and_no_tenant_of_anothers(shelf: Shelf) -> None:
    kept(shelf, "1", {"a": 1.0})
    kept(shelf, "2", {"a": 1.0}, tenant="other")
    assert near(shelf, {"a": 1.0}, besides="case_1") == []


def test_a_correction_counts_from_its_version_on(shelf: Shelf) -> None:
    first = kept(shelf, "1", {"a": 1.0})
    second = kept(shelf, "1", {"a": 1.0}, "a pool")
    assert [past.cause for past in near(shelf, {"a": 1.0}, as_of=first.seq)] == ["a quota"]
    assert [past.cause for past in near(shelf, {"a": 1.0}, as_of=second.seq)] == ["a pool"]
    assert near(shelf, {"a": 1.0}, as_of=first.seq - 1) == []


def test_what_is_forgotten_is_found_no_more_but_by_older_readers(shelf: Shelf) -> None:
    first = kept(shelf, "1", {"a": 1.0})
    shelf.run(partial(memory.forget, tenant="acme", case_id="case_1", by="ann"))
    assert near(shelf, {"a": 1.0}) == []
    assert len(near(shelf, {"a": 1.0}, as_of=first.seq)) == 1
    with pytest.raises(NotFound, match="nothing is remembered"):
        shelf.run(partial(memory.forget, tenant="acme", case_id="case_1", by="ann"))


def test_the_version_grows_with_every_change(shelf: Shelf) -> None:
    assert shelf.run(partial(memory.version, tenant="acme")) == 0
    one = kept(shelf, "1", {"a": 1.0})
    assert shelf.run(partial(memory.version, tenant="acme")) == one.seq
    shelf.run(lambda c: c.execute(changes.delete().where(changes.c.tenant == "acme")))
    assert shelf.run(partial(memory.version, tenant="acme")) == one.seq
