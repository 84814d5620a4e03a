"""What all bulk readers promise: typed absence, a record that stays, closed arguments."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import numpy as np
import pytest

from rootward.errors import BadInput
from rootward.events.presence import Presence
from rootward.plugins.tools.reading import digest, most_common, presence, shortened
from rootward.tools.contract import ToolResult

S = 1_000_000_000
T0 = 1_760_000_400 * S
HOUR = 3600 * S
NAMES = (
    "metrics.series", "metrics.list", "logs.counts", "logs.search", "spans.stats", "spans.search", "topology.graph",
    "events.search",
)  # fmt: skip

Read = Callable[..., Awaitable[ToolResult]]
Fill = Callable[..., Awaitable[None]]


@pytest.mark.parametrize("name", NAMES)
async def test_found_and_out_of_window_are_told_apart(read: Read, fill: Fill, name: str) -> None:
    await fill()
    assert (await read(name)).presence is Presence.FOUND
    before = await read(name, start=T0 - 40 * HOUR, end=T0 - 39 * HOUR)
    # Of edges it is known that there are some, but none that held then.
    assert before.presence is (Presence.ABSENT if name == "topology.graph" else Presence.OUT_OF_WINDOW)
    assert (await read(name, as_of=0)).presence is Presence.OUT_OF_WINDOW
    assert (await read(name, tenant="u")).presence is Presence.OUT_OF_WINDOW


@pytest.mark.parametrize("name", NAMES)
async def test_what_is_recorded_of_a_read_stays_the_same_as_of_its_moment(read: Read, fill: Fill, name: str) -> None:
    await fill(1)
    first, newest = await read(name, as_of=1), await read(name)
    assert first == newest
    await fill(2, 30 * S)
    again = await read(name, as_of=1)
    assert (again.value, again.summary, again.presence) == (first.value, first.summary, first.presence)
    if name not in ("metrics.list", "topology.graph"):  # there the second write says nothing new
        assert (await read(name)).value["digest"] != first.value["digest"]


@pytest.mark.parametrize("name", NAMES)
async def test_arguments_that_do_not_fit_are_refused(read: Read, name: str) -> None:
    with pytest.raises(BadInput):
        await read(name, tenant_id="u")
    with pytest.raises(BadInput) as refused:
        await read(name, start=T0, end=T0 - 1)
    assert refused.value.facts["field"] == "end"


def test_nothing_found_is_absent_only_where_there_was_something_to_see() -> None:
    assert [presence(True, True), presence(False, True), presence(False, False)] == [
        Presence.FOUND, Presence.ABSENT, Presence.OUT_OF_WINDOW,
    ]  # fmt: skip


def test_a_digest_says_exactly_what_was_read() -> None:
    one = np.array([[1.0, np.nan]])
    same = digest(["a"], one)
    assert same == digest(["a"], one.copy())
    assert len({same, digest(["b"], one), digest(["a"], one + 1), digest(["a"], one.astype(np.float32))}) == 4


def test_words_are_counted_and_texts_shortened() -> None:
    assert list(most_common("baacb").items()) == [("a", 2), ("b", 2), ("c", 1)]
    assert len(most_common(str(number) for number in range(100))) == 20
    assert (shortened("x" * 300), len(shortened("x" * 301))) == ("x" * 300, 300)
