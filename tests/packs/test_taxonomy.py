"""A type of exception is of the domain that knows it."""

from __future__ import annotations

from rootward.packs.taxonomy import Domain, ExceptionType, Taxonomy


def test_a_type_is_of_the_domain_that_knows_it() -> None:
    known = Taxonomy(domains={"One": Domain(types={"A": ExceptionType()}), "Two": Domain(types={"B": ExceptionType()})})
    assert [known.domain_of(one) for one in ("A", "B", "C")] == ["One", "Two", ""]
