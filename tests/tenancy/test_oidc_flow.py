from __future__ import annotations

from functools import partial

import pytest

from rootward.errors import Unauthenticated
from rootward.kit import clock
from rootward.kit.db import DISPATCHER, Database
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
