"""The application lists every router, and describes itself."""

from __future__ import annotations

from rootward.api.application import ROUTERS
from tests.api.conftest import Open


async def test_every_route_is_described_and_says_what_it_does(embedded: Open) -> None:
    async with embedded() as face:
        described = await face.get("/openapi.json")
        assert described["info"]["title"] == "Rootward"
        operations = [operation for path in described["paths"].values() for operation in path.values()]
        assert len(operations) == sum(len(router.routes) for router in ROUTERS)
        assert len({operation["operationId"] for operation in operations}) == len(operations)
