"""Messages: new ones have an id, a time, and sort in the order in which they were made."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from rootward.kit import clock
from rootward.kit.bus import message

NOON = 1_800_000_000 * 10**9


def test_a_new_message_has_an_id_a_time_and_no_attempts() -> None:
    with clock.fixed(NOON):
        made = message("intake", "acme", "INC-1", {"seq": 3})
    assert made.id.startswith("msg_")
    assert (made.topic, made.tenant, made.key, made.body) == ("intake", "acme", "INC-1", {"seq": 3})
    assert (made.created_at, made.attempts) == (NOON, 0)


def test_messages_sort_by_id_as_they_were_made() -> None:
    made = [message("t", "a", "k", {}).id for _ in range(1000)]
    assert made == sorted(set(made))


def test_a_message_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        message("t", "a", "k", {}).attempts = 1  # type: ignore[misc]
