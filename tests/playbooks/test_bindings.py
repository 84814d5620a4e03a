"""What a step gives goes into the payload that the pack declares, once, and keeps its type where it stands alone."""

from __future__ import annotations

import pytest

from rootward.errors import BadInput
from rootward.packs.load import load_body
from rootward.playbooks.bindings import channel, given_to

PAYLOAD = {"service": "{wanted.name}", "times": "{wanted.factor}", "why": ["{wanted.name} of {case.number}", 3]}


def test_a_binding_says_where_each_value_goes() -> None:
    given = {"name": "{report.cause.name}", "factor": 2}
    assert given_to(PAYLOAD, "wanted", given) == {
        "service": "{report.cause.name}", "times": 2, "why": ["{report.cause.name} of {case.number}", 3],
    }  # fmt: skip


def test_what_is_put_in_is_not_read_again_for_the_binding() -> None:
    assert given_to("{wanted.name}", "wanted", {"name": "{wanted.factor}", "factor": 2}) == "{wanted.factor}"


def test_what_the_step_does_not_give_is_named() -> None:
    with pytest.raises(BadInput, match=r"\{wanted.factor\} is not given; given is name"):
        given_to(PAYLOAD, "wanted", {"name": "x"})


def test_a_group_may_have_a_channel_of_its_own() -> None:
    bound = {"slack": {"tool_id": "slack.post_message"}, "slack:Night": {"tool_id": "mail.send"}}
    pack = load_body({"name": "p", "version": "1", "repair": {"channels": bound}})
    tools = [found.tool_id if (found := channel(pack, *who)) else None for who in (
        ("slack", "Day"), ("slack", "Night"), ("sms", "Day"),
    )]  # fmt: skip
    assert tools == ["slack.post_message", "mail.send", None]
