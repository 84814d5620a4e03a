"""The HTTP interface as its callers see it: the whole application on a real database, asked without a socket."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from rootward.api.application import create_api
from rootward.app import App, open_app
from rootward.audit import log as audit
from rootward.audit.entry import Record
from rootward.audit.search import Search, search
from rootward.kit import clock
from rootward.settings import Settings
from rootward.tenancy import tenants, tokens
from rootward.tenancy.principal import LOCAL
from tests.described import Described

_A_MINUTE_AGO = clock.format_ns(clock.now_ns() - 60 * 10**9)
POSTGRES = os.environ.get("ROOTWARD_TEST_POSTGRES", "")


@dataclass(frozen=True)
class Face:
    """A caller without a token, the application behind it, and tokens for whoever is wanted."""

    http: httpx.AsyncClient
    app: App

    async def secret(self, role: str, tenant: str = "default", **given: Any) -> str:
        unit = partial(tokens.create, tenant=tenant, name=role, kind="human", role=role, by=LOCAL, **given)
        return (await self.app.db.run(unit, tenant=tenant)).secret

    async def login(self, role: str, tenant: str = "default") -> dict[str, str]:
        """Headers of a new token."""
        return {"Authorization": f"Bearer {await self.secret(role, tenant)}"}

    async def found(self, tenant: str) -> None:
        """Make a tenant."""
        unit = partial(tenants.create, tenant=tenant, name=tenant.title(), by=LOCAL)
        await self.app.db.run(unit, tenant=tenant)

    async def audited(self, action: str, tenant: str = "default") -> list[Record]:
        """Entries of the audit log, the newest first; PostgreSQL numbers them after the commit."""
        await self.app.db.run(partial(audit.sequence, tenant=tenant), tenant=tenant)
        wanted = Search(action=action, limit=1000)
        return await self.app.db.read(partial(search, tenant=tenant, wanted=wanted), tenant=tenant)

    async def get(self, path: str, **how: Any) -> Any:
        return _good(await self.http.get(path, **how))

    async def post(self, path: str, body: Any = None, **how: Any) -> Any:
        return _good(await self.http.post(path, json=body, **how))


Open = Callable[..., AbstractAsyncContextManager[Face]]


@pytest.fixture(params=["sqlite", "postgresql"] if POSTGRES else ["sqlite"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Opens the application; settings as keywords, `stages=True` for its pipeline."""
    if request.param == "sqlite":
        return partial(_opened, data_dir=_prepared(tmp_path, request.getfixturevalue("migrated_file")))
    return partial(_opened, data_dir=tmp_path / "data", database_url=request.getfixturevalue("server_url"))


@pytest.fixture
def embedded(tmp_path: Path, migrated_file: Path) -> Open:
    """The same on SQLite alone, for what has nothing to do with the database."""
    return partial(_opened, data_dir=_prepared(tmp_path, migrated_file))


def _prepared(tmp_path: Path, migrated_file: Path) -> Path:
    """A data folder whose database has every table already."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    shutil.copyfile(migrated_file, folder / "rootward.db")
    return folder


@asynccontextmanager
async def _opened(*, stages: bool = False, **settings: Any) -> AsyncIterator[Face]:
    async with open_app(Settings(**settings)) as app:
        transport = Described(create_api(app, stages=False), raise_app_exceptions=False)
        task = asyncio.create_task(app.run_stages()) if stages else None
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=60) as http:
            yield Face(http, app)
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def envelope(ingest_id: str = "i1", **changed: Any) -> dict[str, Any]:
    """An event as a sender writes it, a minute old; the same bytes each time."""
    whole = {
        "tenant_id": "default", "source": "k8s.events", "event_type": "PodOOMKilled",
        "ts": _A_MINUTE_AGO, "correlation_ids": {"trace_id": "abc123"},
        "entity": {"cluster": "prod", "namespace": "payments", "service": "checkout", "pod": "checkout-7d9"},
        "severity": "error", "payload": {"reason": "OOMKilled"}, "ingest_id": ingest_id, "schema_version": "v1",
    }  # fmt: skip
    return whole | changed


def alert(name: str = "HighErrorRate", service: str = "checkout", **changed: Any) -> dict[str, Any]:
    """An Alertmanager notification with one firing alert."""
    labels = {"alertname": name, "service": service, "severity": "critical"}
    one = {
        "status": "firing", "labels": labels, "annotations": {"summary": f"{name} on {service}"},
        "startsAt": _A_MINUTE_AGO, "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus/graph", "fingerprint": f"{name}-{service}",
    }  # fmt: skip
    whole = {
        "version": "4", "groupKey": f"{{}}:{{alertname=\"{name}\"}}", "status": "firing", "receiver": "rootward",
        "groupLabels": {"alertname": name}, "commonLabels": labels, "commonAnnotations": {}, "truncatedAlerts": 0,
        "externalURL": "http://am", "notification_reason": "first notification", "alerts": [one],
    }  # fmt: skip
    return whole | changed


def problem(response: httpx.Response, status: int) -> dict[str, Any]:
    """The problem body of a refusal, after checking what every problem holds."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert {"type", "title", "status", "detail", "instance", "trace_id"} <= body.keys()
    assert (body["status"], body["trace_id"]) == (status, response.headers["x-request-id"])
    assert "Traceback" not in response.text
    return body


def _good(response: httpx.Response) -> Any:
    assert response.status_code < 400, response.text
    return response.json()
