"""Kill switch: one person stops, two let go on; nobody reaches beyond their tenant but who looks after all of them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from rootward.errors import BadInput, Conflict, Denied, NotFound
from rootward.governance import kill_switch
from rootward.governance.kill_switch import ASK_LASTS_NS, Stopped, Switch
from rootward.kit.db import DISPATCHER
from rootward.schema import identity_links
from rootward.tenancy import tenants
from rootward.tenancy.principal import LOCAL, Principal
from tests.governance.house import NOON, House, person

ANN, BEN = person("ann"), person("ben")
ROOT, RIA = person("root", "default"), person("ria", "default", role="governance_officer")


async def _engage(house: House, scope: str, by: Principal = ANN, now: int = NOON) -> Switch:
    return await house.run(partial(kill_switch.engage, scope=scope, by=by, reason="it runs wild", now=now), DISPATCHER)


async def _ask(house: House, scope: str, by: Principal = ANN, now: int = NOON) -> Switch:
    return await house.run(partial(kill_switch.ask_lift, scope=scope, by=by, reason="it is mended", now=now), by.tenant)


async def _confirm(house: House, scope: str, by: Principal = BEN, now: int = NOON) -> Switch:
    done = await house.run(partial(kill_switch.confirm_lift, scope=scope, by=by, now=now), by.tenant)
    await house.run(kill_switch.spread, DISPATCHER)
    return done


async def _stops(house: House, agent: str = "", tool: str = "", tenant: str = "acme") -> str | None:
    found = await house.run(partial(kill_switch.check, tenant=tenant, agent=agent, tool=tool), tenant)
    return None if found is None else found.scope


async def test_nothing_is_stopped_until_somebody_stops_it(house: House) -> None:
    assert await _stops(house, "logs", "jira") is None
    assert await house.run(partial(kill_switch.known, tenant="acme")) == ()


@pytest.mark.parametrize(
    ("scope", "stopped", "free"),
    [
        ("tenant", ("logs", "jira"), None), ("agent:logs", ("logs", "jira"), ("metrics", "jira")),
        ("tool:jira", ("logs", "jira"), ("logs", "slack")), ("tool:jira", ("", "jira"), ("jira", "")),
    ],
)  # fmt: skip
async def test_a_switch_stops_what_it_says_and_nothing_else(
    house: House, scope: str, stopped: tuple[str, str], free: tuple[str, str] | None
) -> None:
    await _engage(house, scope)
    assert await _stops(house, *stopped) == scope
    if free is not None:
        assert await _stops(house, *free) is None
    assert await _stops(house, *stopped, tenant="other") is None


async def test_the_widest_is_named_and_all_are_listed(house: House) -> None:
    await _engage(house, "agent:logs")
    await _engage(house, "tenant", now=NOON + 1)
    assert await _stops(house, "logs") == "tenant"
    found = await house.run(partial(kill_switch.engaged, tenant="acme"))
    assert [one.scope for one in found] == ["tenant", "agent:logs"]
    assert (found[0].reason, found[0].engaged_by, found[0].engaged_at) == ("it runs wild", "prn_ann", NOON + 1)


async def test_the_whole_and_the_tenant_stop_effects_and_not_reading(house: House) -> None:
    for scope, reading in (("tenant", False), ("agent:logs", True), ("tool:jira", True), ("agent:x", False)):
        one = Switch(scope=scope, engaged=True, reason="r", engaged_by="a", engaged_at=1)
        assert one.stops_reading("logs", "jira") is reading
        assert one.stops("logs", "jira") is (scope != "agent:x")
        assert not replace(one, engaged=False).stops("logs", "jira")
    error = Stopped(one)
    assert (error.status, error.code, error.facts) == (403, "stopped", {"guard": "kill_switch", "scope": "agent:x"})


async def test_a_global_one_stops_every_tenant_and_stands_in_every_log(house: House) -> None:
    await _engage(house, "global", ROOT)
    for tenant, actor in (("default", "prn_root"), ("acme", "rootward"), ("other", "rootward")):
        assert await _stops(house, tenant=tenant) == "global"
        (entry,) = await house.audited("kill_switch.engaged", tenant)
        assert (entry.actor.id, entry.resource, entry.reason) == (actor, "kill_switch:global", "it runs wild")
    assert entry.facts["by"] == "prn_root"
    await _ask(house, "global", ROOT)
    await _confirm(house, "global", RIA)
    for tenant in ("default", "acme", "other"):
        assert await _stops(house, tenant=tenant) is None
        assert len(await house.audited("kill_switch.lifted", tenant)) == 1
    assert await house.run(kill_switch.spread, DISPATCHER) == 0


async def test_a_tenant_that_is_made_meanwhile_is_stopped_too(house: House) -> None:
    assert await house.run(kill_switch.spread, DISPATCHER) == 0
    await _engage(house, "global", ROOT)
    await house.run(partial(tenants.create, tenant="late", name="Late", by=LOCAL), "late")
    assert await _stops(house, tenant="late") is None
    assert await house.run(kill_switch.spread, DISPATCHER) == 1
    assert await _stops(house, tenant="late") == "global"
    assert await house.run(kill_switch.spread, DISPATCHER) == 0


@pytest.mark.parametrize("by", [ANN, person("op", role="sre_operator"), person("v", "default", role="viewer")])
async def test_only_who_looks_after_the_installation_touches_a_global_one(house: House, by: Principal) -> None:
    with pytest.raises(Denied):
        await _engage(house, "global", by)
    await _engage(house, "global", ROOT)
    with pytest.raises(Denied):
        await _ask(house, "global", by)
    await _ask(house, "global", ROOT)
    with pytest.raises(Denied):
        await _confirm(house, "global", by)
    assert await _stops(house, tenant=by.tenant) == "global"


async def test_lifting_takes_two_people(house: House) -> None:
    await _engage(house, "tenant")
    with pytest.raises(Conflict, match="nobody has asked"):
        await _confirm(house, "tenant")
    asked = await _ask(house, "tenant")
    assert (asked.engaged, asked.lift_asked_by, asked.lift_asked_at) == (True, "prn_ann", NOON)
    assert await _stops(house) == "tenant"
    with pytest.raises(Denied, match=r"second token: rootward keys create NAME .* --kind human"):
        await _confirm(house, "tenant", ANN)
    with pytest.raises(Conflict, match="prn_ann has asked to lift 'tenant' already; confirm it"):
        await _ask(house, "tenant", BEN)
    lifted = await _confirm(house, "tenant", BEN)
    assert (lifted.engaged, lifted.lifted_by) == (False, "prn_ben")
    assert await _stops(house) is None
    (entry,) = await house.audited("kill_switch.lifted")
    assert (entry.actor.id, entry.facts["asked_by"]) == ("prn_ben", "prn_ann")
    assert [one.reason for one in await house.audited("kill_switch.lift_asked")] == ["it is mended"]
    with pytest.raises(NotFound):
        await _confirm(house, "tenant", BEN)


async def test_two_identities_of_one_person_are_one(house: House) -> None:
    row = {"tenant": "acme", "person": "p1", "linked_by": "prn_ann", "linked_at": NOON}
    links = [row | {"principal_id": one.id} for one in (ANN, BEN)]
    await house.run(lambda c: c.execute(identity_links.insert(), links))
    await _engage(house, "tenant")
    await _ask(house, "tenant")
    with pytest.raises(Denied, match="another person"):
        await _confirm(house, "tenant", BEN)
    await _confirm(house, "tenant", person("cid"))


@pytest.mark.parametrize("kind", ["service", "agent"])
async def test_a_program_stops_and_does_not_lift(house: House, kind: str) -> None:
    program = person("bot", kind=kind)  # type: ignore[arg-type]
    await _engage(house, "tool:jira", program)
    with pytest.raises(Denied, match="only people"):
        await _ask(house, "tool:jira", program)
    await _ask(house, "tool:jira")
    with pytest.raises(Denied, match="only people"):
        await _confirm(house, "tool:jira", program)


async def test_an_old_request_to_lift_no_longer_counts(house: House) -> None:
    await _engage(house, "tenant")
    await _ask(house, "tenant")
    with pytest.raises(Conflict, match="within the last hour"):
        await _confirm(house, "tenant", now=NOON + ASK_LASTS_NS + 1)
    await _ask(house, "tenant", BEN, now=NOON + ASK_LASTS_NS + 1)
    await _confirm(house, "tenant", ANN, now=NOON + ASK_LASTS_NS + 2)


async def test_who_engages_again_takes_back_that_it_may_be_lifted(house: House) -> None:
    await _engage(house, "tenant")
    await _ask(house, "tenant")
    await _engage(house, "tenant", BEN, now=NOON + 1)
    with pytest.raises(Conflict, match="nobody has asked"):
        await _confirm(house, "tenant", BEN, now=NOON + 2)
    assert len(await house.audited("kill_switch.engaged")) == 2


async def test_what_is_not_engaged_here_cannot_be_lifted(house: House) -> None:
    await _engage(house, "tool:jira")
    elsewhere = person("eve", "other")
    for scope in ("tool:jira", "tool:other"):
        with pytest.raises(NotFound):
            await _ask(house, scope, elsewhere)
        with pytest.raises(NotFound):
            await _confirm(house, scope, elsewhere)
    assert await _stops(house, tool="jira") == "tool:jira"


@pytest.mark.parametrize("role", ["viewer", "approver", "data_engineer", "service"])
async def test_who_may_not_stop_is_told_so(house: House, role: str) -> None:
    with pytest.raises(Denied, match=r"kill_switch\.use"):
        await _engage(house, "tenant", person("x", role=role))


@pytest.mark.parametrize("scope", ["", "everything", "agent:", "tool:a b", "tool:../x", "tenant:acme", "agent:a\n"])
async def test_a_scope_that_is_none_is_refused(house: House, scope: str) -> None:
    with pytest.raises(BadInput, match="global, tenant, agent:NAME, tool:NAME"):
        await _engage(house, scope)
