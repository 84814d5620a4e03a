"""Failures that name what stands in a change's lines."""

from __future__ import annotations

from rootward.causality.model import Change
from rootward.causality.named_words import NamedWords
from rootward.causality.propagation import Weighed
from rootward.evidence.model import Evidence, Query


def _said(text: str) -> Weighed:
    evidence = Evidence(
        kind="log.novel", entity="service:till", query=Query(tool="logs.count", arguments={}), window=(0, 1),
        value={"template": text}, text=text, score=2.0,
    )  # fmt: skip
    return Weighed(evidence=evidence, entity="service:till", group="words", own=1.0, strength=1.0)


def _change(ref: str, *words: str) -> Change:
    return Change(ref=ref, entity="service:till", at=0, kind="deploy", title="deploy", words=words)


def test_a_name_that_only_one_change_bears_tells_most() -> None:
    one, other = _change("a", "favorite_shelves"), _change("b", "palette")
    names = NamedWords([one, other], [_said("relation favorite_shelves does not exist")])
    assert names.shared(one) > 0.6 and names.shared(other) == 0.0


def test_a_word_that_every_change_bears_tells_little() -> None:
    many = [_change(str(number), "shelf_reader") for number in range(5)]
    names = NamedWords(many, [_said("shelf_reader broke")])
    assert names.shared(many[0]) < 0.5


def test_the_thing_s_own_name_and_ordinary_words_tell_nothing() -> None:
    change = _change("a", "till", "request", "timeout")
    assert NamedWords([change], [_said("request to till failed: timeout")]).shared(change) == 0.0


def test_a_name_is_found_by_the_words_it_is_made_of() -> None:
    change = _change("a", "writeBatchItem")
    assert NamedWords([change], [_said("single item write: batching is off")]).shared(change) > 0.0
