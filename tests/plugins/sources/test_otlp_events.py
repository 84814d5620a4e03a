"""What events add to the attributes of their span."""

from __future__ import annotations

from rootward.kit.canonical import JSON
from rootward.plugins.sources.otlp_events import is_telling, take_events


def test_the_last_exception_is_told_without_its_stack() -> None:
    attributes: dict[str, JSON] = {}
    events: list[tuple[str, dict[str, JSON]]] = [
        ("exception", {"exception.type": "A", "exception.message": "first"}),
        ("gen_ai.client.operation.exception", {"exception.type": "B", "exception.stacktrace": "..."}),
    ]
    assert take_events(attributes, events) == events[1][1]
    assert attributes == {"exception.type": "B"}
    assert take_events({}, []) is None


def test_messages_are_kept_in_order_and_attributes_of_the_conventions_go_to_the_span() -> None:
    attributes: dict[str, JSON] = {"gen_ai.prompt": "own"}
    take_events(attributes, [
        ("gen_ai.content.prompt", {"gen_ai.prompt": "other", "gen_ai.completion": "said"}),
        ("gen_ai.user.message", {"content": "hello", "gen_ai.system": "openai"}),
        ("gen_ai.choice", {"gen_ai.event.content": "{}", "index": 0}),
    ])  # fmt: skip
    assert attributes == {
        "gen_ai.prompt": "own", "gen_ai.completion": "said", "gen_ai.system": "openai",
        "gen_ai.events": [{"name": "gen_ai.user.message", "content": "hello"},
                          {"name": "gen_ai.choice", "gen_ai.event.content": "{}", "index": 0}],
    }  # fmt: skip


def test_a_flood_of_messages_is_cut_and_other_events_are_not_read() -> None:
    attributes: dict[str, JSON] = {}
    take_events(attributes, [("gen_ai.user.message", {"content": str(n)}) for n in range(300)])
    kept = attributes["gen_ai.events"]
    assert isinstance(kept, list) and len(kept) == 200
    assert [is_telling(name) for name in ("exception", "gen_ai.choice", "message", "log")] == [True, True, False, False]
