"""The baseline of bench.ingest: FastAPI and one sqlite3 insert a request, committed durably; nothing else."""

from __future__ import annotations

import json
import sqlite3
import sys
import threading
from typing import Any

import uvicorn
from fastapi import FastAPI, Request

api = FastAPI()
_lock = threading.Lock()
_connection = sqlite3.connect(sys.argv[1], check_same_thread=False, isolation_level=None)
_connection.execute("PRAGMA journal_mode = WAL")
_connection.execute("PRAGMA synchronous = FULL")
_connection.execute("CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, ts TEXT, body TEXT)")


def _insert(items: list[dict[str, Any]]) -> None:
    with _lock:
        _connection.execute("BEGIN IMMEDIATE")
        for item in items:
            values = (item["ingest_id"], item["ts"], json.dumps(item))
            _connection.execute("INSERT OR IGNORE INTO events VALUES (?, ?, ?)", values)
        _connection.execute("COMMIT")


@api.get("/health/ready")
def ready() -> dict[str, str]:
    return {"status": "ready"}


@api.post("/api/v1/events")
async def post_events(request: Request) -> dict[str, int]:
    body = await request.json()
    items = body if isinstance(body, list) else [body]
    _insert(items)
    return {"accepted": len(items)}


if __name__ == "__main__":
    uvicorn.run(api, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning", access_log=False)
