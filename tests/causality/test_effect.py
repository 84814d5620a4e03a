"""An effect is a value."""

from __future__ import annotations

from rootward.causality.effect import Effect


def test_effects_of_the_same_words_are_the_same() -> None:
    assert Effect(kind="limit", what="a", risk=0.5) == Effect(kind="limit", what="a", risk=0.5)
    assert Effect(kind="limit", what="a", risk=0.5) != Effect(kind="limit", what="a", risk=0.5, slow=True)
