"""Following: an investigation's progress on stderr until it ends."""

from __future__ import annotations

import asyncio
from typing import Any

from rich.console import Console
from rich.status import Status

from rootward.cli.client import Client
from rootward.cli.exit import Quit
from rootward.kit import clock

__all__ = ["until_done"]

_LOOK_S = 0.1


async def until_done(client: Client, investigation_id: str, *, quiet: bool, seconds: float) -> dict[str, Any]:
    """The ended investigation. Raises Quit when it failed, or has not ended after `seconds`."""
    console = Console(stderr=True, highlight=False, quiet=quiet)
    live = Status("investigating", console=console) if console.is_terminal and not quiet else None
    deadline, told = clock.monotonic() + seconds, set[str]()
    if live:
        live.start()
    try:
        while True:
            row: dict[str, Any] = await client.get(f"/api/v1/investigations/{investigation_id}")
            for step in row["steps"]:
                if step["status"] != "running" and step["step_id"] not in told:
                    told.add(step["step_id"])
                    console.print(f"  {step['name']:<16} {step['status']:<8} {step['latency_ms'] or 0:>5} ms")
            if row["status"] == "done":
                return row
            if row["status"] == "error":
                raise Quit(1, f"the investigation failed: {row['error_message']}")
            if clock.monotonic() > deadline:
                raise Quit(6, f"the investigation has not ended after {seconds:g} s; it goes on ({row['step']})")
            if live:
                live.update(f"{row['pct']} %  {row['message']}")
            await asyncio.sleep(_LOOK_S)
    finally:
        if live:
            live.stop()
