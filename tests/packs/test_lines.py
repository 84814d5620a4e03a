"""Two texts line by line: from the lines either can be put together again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rootward.packs.lines import Line, compared, counts

LINES = st.lists(st.sampled_from(["a", "b", "c", "", "  d\x0be"]), max_size=12)
TEXTS = LINES.map(lambda lines: "".join(f"{one}\n" for one in lines))


def test_what_went_stands_ahead_of_what_came_in_its_place() -> None:
    found = compared("a\nb\nc\n", "a\nx\nc\nd\n")
    assert [(line.kind, line.text, line.before, line.after) for line in found] == [
        ("same", "a", 1, 1), ("removed", "b", 2, None), ("added", "x", None, 2), ("same", "c", 3, 3),
        ("added", "d", None, 4),
    ]  # fmt: skip
    assert counts(found) == (2, 1)
    assert compared("", "a\n") == (Line(kind="added", text="a", before=None, after=1),)


def test_of_long_texts_the_middle_is_said_anew() -> None:
    old, new = ("\n".join(["head", *(f"{word}{n}" for n in range(2500)), "tail"]) for word in "ab")
    found = compared(old, new)
    assert counts(found) == (2500, 2500)
    assert (found[0].kind, found[-1].kind) == ("same", "same")


@given(TEXTS, TEXTS)
def test_both_texts_are_in_the_lines(before: str, after: str) -> None:
    found = compared(before, after)
    for text, side, others in ((before, "before", "added"), (after, "after", "removed")):
        lines = [line for line in found if line.kind != others]
        assert "".join(f"{line.text}\n" for line in lines) == text
        assert [getattr(line, side) for line in lines] == list(range(1, len(lines) + 1))
