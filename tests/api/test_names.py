"""Names over HTTP: of one's own tenant, and bounded."""

from __future__ import annotations

from tests.api.conftest import Open, problem

PATH = "/api/v1/names"


async def test_who_stands_on_a_case_is_called_by_name_within_the_tenant(opened: Open) -> None:
    async with opened(require_login=True) as face:
        await face.found("acme")
        here, there = await face.login("viewer"), await face.login("viewer", "acme")
        ids = [(await face.get("/api/v1/session", headers=who))["id"] for who in (here, there)]
        asked = {"id": [*ids, "local", "prn_none"]}
        found = (await face.get(PATH, params=asked, headers=here))["names"]
        assert found[ids[0]] not in ("", ids[0])
        assert {one: found[one] for one in (ids[1], "prn_none")} == {ids[1]: ids[1], "prn_none": "prn_none"}
        assert found["local"] == "local operator"


async def test_how_many_are_asked_for_at_once_is_bounded(opened: Open) -> None:
    async with opened() as face:
        problem(await face.http.get(PATH), 422)
        problem(await face.http.get(PATH, params={"id": ["prn_x"] * 201}), 422)
        assert await face.get(PATH, params={"id": ["prn_x"] * 200}) == {"names": {"prn_x": "prn_x"}}
