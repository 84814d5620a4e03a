"""Health is open and says nothing of tenants."""

from __future__ import annotations

from rootward.kit.db import Connection
from tests.api.conftest import Open, envelope, problem


async def test_health_says_that_the_process_and_the_database_answer(opened: Open) -> None:
    async with opened(require_login=True) as face:
        assert (await face.get("/health"))["status"] == "ok"
        assert await face.get("/health/db") == {"status": "ok"}
        assert await face.get("/health/ready") == {"status": "ready"}


async def test_metrics_are_prometheus_text(embedded: Open) -> None:
    async with embedded() as face:
        await face.post("/api/v1/events", [envelope(), {"a": 1}])
        response = await face.http.get("/metrics")
        assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
        for line in (
            'rootward_events_ingested_total{outcome="accepted",source="envelope",tenant="default"}',
            'rootward_dead_letters_total{kind="ingest",tenant="default"}',
            'rootward_queue_depth{topic="intake"} 1.0',
            'rootward_http_requests_total{method="POST",route="/api/v1/events",status="200"}',
        ):
            assert line in response.text


async def test_ids_and_nonsense_do_not_become_labels(embedded: Open) -> None:
    async with embedded() as face:
        await face.http.get("/api/v1/cases/some-case-id")
        await face.http.get("/some/random/path")
        await face.http.request("FROBNICATE", "/health")
        text = (await face.http.get("/metrics")).text
        assert 'route="/api/v1/cases/{ref}"' in text and 'route="unmatched"' in text and 'method="other"' in text
        assert "some-case-id" not in text and "random" not in text and "FROBNICATE" not in text


async def test_a_database_that_lost_its_tables_is_not_hidden(embedded: Open) -> None:
    async with embedded() as face:

        def drop(connection: Connection) -> None:
            connection.exec_driver_sql("DROP TABLE messages")

        await face.app.db.run(drop, tenant="default")
        assert (await face.http.get("/health")).status_code == 200
        problem(await face.http.get("/api/v1/pipeline"), 503)
