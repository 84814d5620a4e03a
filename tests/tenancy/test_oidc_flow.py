from __future__ import annotations

from functools import partial

import pytest

from rootward.errors import TooBusy, Unauthenticated
from rootward.kit import clock
from rootward.kit.db import DISPATCHER, Database, insert_new
from rootward.schema import sign_in_flows
from rootward.tenancy import oidc_flow

KEY = b"installation"
NOON = 1_790_000_000_000_000_000


async def _take(database: Database, state: str, browser: str) -> str:
    return await database.run(partial(oidc_flow.take, state=state, browser=browser), tenant=DISPATCHER)


async def test_a_login_ends_once_in_its_own_browser(database: Database) -> None:
    flow = oidc_flow.new(KEY)
    await database.run(partial(oidc_flow.begin, flow=flow, goes_to="/cases"), tenant=DISPATCHER)
    for state, browser in ((flow.state, "other"), (flow.state, ""), ("other", flow.browser), ("", "")):
        with pytest.raises(Unauthenticated) as refusal:
            await _take(database, state, browser)
        assert refusal.value.facts["claim"] == "state"
    assert await _take(database, flow.state, flow.browser) == "/cases"
    with pytest.raises(Unauthenticated, match="over"):
        await _take(database, flow.state, flow.browser)


async def test_a_login_is_over_after_ten_minutes(database: Database) -> None:
    flow = oidc_flow.new(KEY)
    with clock.fixed(NOON):
        await database.run(partial(oidc_flow.begin, flow=flow, goes_to="/"), tenant=DISPATCHER)
    with clock.fixed(NOON + oidc_flow.LIFE_S * 10**9), pytest.raises(Unauthenticated, match="over"):
        await _take(database, flow.state, flow.browser)


def test_what_belongs_to_a_login_is_made_from_what_the_browser_keeps() -> None:
    flow = oidc_flow.new(KEY)
    again = oidc_flow.made_of(KEY, browser=flow.browser, state=flow.state)
    assert again == flow and flow.nonce != flow.verifier and 43 <= len(flow.verifier) <= 128
    assert oidc_flow.made_of(b"other", browser=flow.browser, state=flow.state).nonce != flow.nonce
    assert flow.browser not in repr(flow)
    assert oidc_flow.new(KEY).state != flow.state


async def test_nobody_fills_the_database_with_logins(database: Database) -> None:
    rows = [
        {"tenant": DISPATCHER, "state_digest": str(n), "browser_digest": "x", "goes_to": "/", "expires_at": NOON + 10}
        for n in range(oidc_flow.MOST)
    ]
    await database.run(lambda connection: insert_new(connection, sign_in_flows, rows), tenant=DISPATCHER)
    begin = partial(oidc_flow.begin, flow=oidc_flow.new(KEY), goes_to="/")
    with clock.fixed(NOON), pytest.raises(TooBusy):
        await database.run(begin, tenant=DISPATCHER)
    with clock.fixed(NOON + 11):  # they are over
        await database.run(begin, tenant=DISPATCHER)
