"""A link is ours, for one approval and one person, until it ends; it is no right and no vote."""

from __future__ import annotations

import base64
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.errors import Conflict, Denied, NotFound
from rootward.governance import identities
from rootward.governance.approvals_links import check_recipient, issue, opened
from rootward.kit import clock
from rootward.kit.db import Database
from tests.governance.approving import NOW, SECOND, Desk

KEY, OTHER = b"k" * 32, b"o" * 32


async def test_a_link_says_what_it_was_made_for(database: Database) -> None:
    desk = await Desk.opened(database)
    approval = await desk.held()
    text = issue(KEY, approval, "deny", recipient="prn_a")
    link = opened(KEY, text, tenant="acme", now=NOW)
    assert (link.approval_id, link.verdict, link.digest, link.recipient) == (
        approval.approval_id, "deny", approval.digest, "prn_a"
    )  # fmt: skip
    assert link.expires_at == approval.expires_at
    assert issue(KEY, approval, "deny", recipient="prn_a") != text


async def test_a_link_ends_in_time_and_never_after_the_approval(database: Database) -> None:
    approval = await (await Desk.opened(database)).held()
    text = issue(KEY, approval, "approve", recipient=None, expires_at=NOW + SECOND)
    opened(KEY, text, tenant="acme", now=NOW + SECOND - 1)
    for now, known in ((NOW + SECOND, NOW), (NOW, NOW + SECOND)):
        with clock.fixed(known), pytest.raises(Conflict, match="link ended"):
            opened(KEY, text, tenant="acme", now=now)
    late = issue(KEY, approval, "approve", recipient=None, expires_at=approval.expires_at + 1)
    assert opened(KEY, late, tenant="acme", now=NOW).expires_at == approval.expires_at


async def test_anything_else_is_no_link(database: Database) -> None:
    approval = await (await Desk.opened(database)).held()
    text = issue(KEY, approval, "approve", recipient=None)
    data, _, signature = text.partition(".")
    raw = base64.urlsafe_b64decode(data + "==")
    turned = base64.urlsafe_b64encode(raw.replace(b"approve", b"deny")).decode().rstrip("=")
    wrong = ["", ".", "x", data, f"{data}.", f"{turned}.{signature}", f"{data}.{signature[:-2]}", f"{text}é", text * 9]
    for one in wrong:
        with pytest.raises(NotFound, match="no such link"):
            opened(KEY, one, tenant="acme", now=NOW)
    with pytest.raises(NotFound):
        opened(OTHER, text, tenant="acme", now=NOW)
    with pytest.raises(NotFound):
        opened(KEY, text, tenant="other", now=NOW)


@given(st.text(max_size=60))
def test_no_text_opens_without_the_key(text: str) -> None:
    with pytest.raises(NotFound):
        opened(KEY, text, tenant="acme", now=NOW)


async def test_a_link_is_for_the_person_it_was_sent_to(database: Database) -> None:
    desk = await Desk.opened(database)
    approval, ana, ben = await desk.held(), await desk.person("approver"), await desk.person("approver")
    alias, officer = await desk.person("viewer"), await desk.person("governance_officer")
    await desk.run(partial(identities.link, tenant="acme", one=ana.id, other=alias.id, by=officer, reason="same"))
    link = opened(KEY, issue(KEY, approval, "approve", recipient=ana.id), tenant="acme", now=NOW)
    for who in (ana, alias):
        await desk.run(partial(check_recipient, principal=who, link=link))
    with pytest.raises(Denied, match="sent to somebody else"):
        await desk.run(partial(check_recipient, principal=ben, link=link))
    anybody = opened(KEY, issue(KEY, approval, "approve", recipient=None), tenant="acme", now=NOW)
    await desk.run(partial(check_recipient, principal=ben, link=anybody))
