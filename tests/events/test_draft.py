"""An event drafted of a checked envelope: its time to the nanosecond, its marks, its severity."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.errors import BadInput, Denied
from rootward.events.draft import SEVERITY_WORDS, Limits, event_of, severity_of
from rootward.events.model import SEVERITIES, Event
from rootward.events.wire import Wire

SECOND = 1_000_000_000
NOW = 1_795_176_000 * SECOND
FOREVER = Limits(past_window_ns=2**63, late_after_ns=2**63, future_window_ns=2**63)


def draft(ts: str, *, limits: Limits = FOREVER, tenant: str = "acme", now_ns: int = NOW) -> Event:
    wire = Wire(
        tenant_id="acme", source="s", event_type="E", ts=ts, entity={"pod": "p"}, severity="fatal", payload={"a": 1},
        ingest_id="1", schema_version="v1",
    )  # fmt: skip
    return event_of(wire, tenant, now_ns, limits)


@given(
    st.integers(86_400, 9_000_000_000),
    st.integers(0, SECOND - 1),
    st.integers(1, 9),
    st.integers(-14 * 60, 14 * 60),
)
def test_every_time_is_exact_to_its_last_digit(whole: int, nanos: int, digits: int, offset: int) -> None:
    kept = nanos // 10 ** (9 - digits)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    local = (epoch + timedelta(seconds=whole)).astimezone(timezone(timedelta(minutes=offset)))
    wanted = whole * SECOND + kept * 10 ** (9 - digits)
    text = local.isoformat()
    assert draft(f"{text[:19]}.{kept:0{digits}d}{text[19:]}").ts == wanted
    if offset == 0:
        assert draft(f"{text[:19]}.{kept:0{digits}d}Z").ts == wanted
        assert draft(f"{text[:19]}Z").ts == whole * SECOND


@pytest.mark.parametrize(
    "ts",
    ["", "Z", "2026-11-20T12:00:00", "2026-11-20T12:00:00.Z", "2026-11-20T12:00:00.1234567890Z", "2026-11-20T24:00:00Z",
     "2026-11-20T12:00:00.²Z", "2026-11-20T12:00:00.٣Z", "2026-11-20 12:00:00Z", "20261120T120000Z",
     "2026-W47-5T12:00:00Z", "2026-11-20T12:00:00+0200", "1969-12-31T23:59:59Z", "2262-04-12T00:00:00Z"],
)  # fmt: skip
def test_other_times_are_refused(ts: str) -> None:
    with pytest.raises(BadInput) as caught:
        draft(ts)
    assert caught.value.facts["field"] == "ts"


def test_the_windows_mark_and_refuse() -> None:
    limits = Limits(past_window_ns=100 * SECOND, late_after_ns=10 * SECOND, future_window_ns=5 * SECOND)
    at = "2026-11-20T12:00:00Z"
    ts = draft(at).ts
    for ahead, marks in ((0, ()), (9, ()), (10, ("late",)), (100, ("late",)), (-5, ()), (-6, ("skewed",))):
        assert draft(at, limits=limits, now_ns=ts + ahead * SECOND).marks == marks
    with pytest.raises(BadInput, match="days ago"):
        draft(at, limits=limits, now_ns=ts + 101 * SECOND)


def test_a_draft_is_an_event_like_any_other() -> None:
    event = draft("2026-11-20T12:00:00Z")
    same = Event(
        tenant="acme", source="s", event_type="E", ts=event.ts, entity={"pod": "p"}, severity="critical",
        payload={"a": 1}, ingest_id="1",
    )  # fmt: skip
    assert type(event) is Event
    assert event == same
    assert repr(event) == repr(same)
    assert msgspec.json.encode(event) == msgspec.json.encode(same)
    assert pickle.loads(pickle.dumps(event)) == same
    with pytest.raises(AttributeError):
        event.ts = 1  # type: ignore[misc]


def test_a_foreign_event_is_denied() -> None:
    with pytest.raises(Denied, match="'acme' is not the tenant of this token"):
        draft("2026-11-20T12:00:00Z", tenant="other")


def test_every_word_leads_to_one_of_five() -> None:
    assert set(SEVERITY_WORDS.values()) == set(SEVERITIES)
    assert [severity_of(word) for word in ("Crit", " page ", "ERR", "warn", "minor", "none")] == [
        "critical", "critical", "high", "medium", "low", "info",
    ]  # fmt: skip
    assert (severity_of("purple"), severity_of(None), severity_of(7, "low")) == ("medium", "medium", "low")
