"""What a step gives goes into the payload that the pack declares, once, and keeps its type where it stands alone."""

from __future__ import annotations

import pytest

from rootward.errors import BadInput
from rootward.kit.json_schema import misfit
from rootward.packs.load import load_body
from rootward.playbooks.bindings import channel, given_to
from rootward.playbooks.placeholders import fill
from rootward.plugins.tools.mail import TOOLS as MAIL
from rootward.plugins.tools.slack import TOOLS as SLACK
from rootward.plugins.tools.webhook import TOOLS as WEBHOOK

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


CONNECTIONS = [
    {"name": "chat", "kind": "slack", "url": "https://slack.com/api"},
    {"name": "post", "kind": "smtp", "url": "smtp://mail.example.com:587", "sender": "rootward@example.com"},
    {"name": "pager", "kind": "webhook", "url": "https://hooks.example.com/1"},
]


@pytest.mark.parametrize(
    ("where", "group", "tool", "to"),
    [
        ("slack", "#ops", "slack.post_message", {"channel": "#ops"}),
        ("slack", "DefaultOps", None, {}),
        ("email", "ops@example.com", "mail.send", {"to": ["ops@example.com"]}),
        ("email", "DefaultOps", None, {}),
        ("webhook", "DefaultOps", "webhook.send", {"connection": "pager"}),
        ("sms", "+4930", None, {}),
    ],
)
def test_without_a_word_of_the_pack_its_connections_say_who_is_reached(
    where: str, group: str, tool: str | None, to: dict[str, object]
) -> None:
    pack = load_body({"name": "p", "version": "1", "connections": CONNECTIONS})
    found = channel(pack, where, group)
    assert (found.tool_id if found else None) == tool
    assert found is None or to.items() <= found.payload.items()
    assert channel(load_body({"name": "p", "version": "1"}), where, group) is None


def test_of_several_webhooks_the_one_with_the_groups_name_is_meant() -> None:
    other = {"name": "dispatch", "kind": "webhook", "url": "https://hooks.example.com/2"}
    pack = load_body({"name": "p", "version": "1", "connections": [*CONNECTIONS, other]})
    assert channel(pack, "webhook", "DefaultOps") is None
    found = channel(pack, "webhook", "dispatch")
    assert found is not None and found.payload["connection"] == "dispatch"


def test_what_is_sent_by_a_connection_fits_the_tools_that_ship() -> None:
    pack = load_body({"name": "p", "version": "1", "connections": CONNECTIONS})
    tools = {tool.spec.name: tool.spec for tool in (*SLACK, *MAIL, *WEBHOOK)}
    facts = {"case": {"number": "INC-1"}}
    for where, group in (("slack", "#ops"), ("email", "ops@example.com"), ("webhook", "pager")):
        found = channel(pack, where, group)
        assert found is not None
        payload = given_to(found.payload, "notice", {"subject": "", "message": "", "group": group, "template_id": ""})
        arguments = fill(payload, facts).value
        assert misfit(tools[found.tool_id].schema, arguments) is None
