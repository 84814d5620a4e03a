"""Detection before an alert: how many seconds earlier on recorded incidents, and how many false cases on quiet days.

The recordings are sent to the product piece by piece in the order of their time; what counts is when its case existed,
against when the first alert was received. Quiet days are simulated (bench/quiet.py) and go through the same detection
that the pipeline runs; every finding on them is a false case.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from bench.harness import Figures, main, progress
from bench.quiet import Estate, day
from rootward.app import App, open_app
from rootward.cases import detect as stage
from rootward.cases.read import find
from rootward.causality import detect
from rootward.causality.detect_parameters import DETECT
from rootward.demo import incidents
from rootward.events.envelope import Limits
from rootward.events.source import Piece, SourceContext
from rootward.kit import clock, log
from rootward.packs.load import load_body
from rootward.packs.store import activate, save
from rootward.plugins.builtin import SOURCES
from rootward.plugins.sources import bundle
from rootward.settings import Settings

TENANT = "default"
SECOND = 1_000_000_000
START = 1_780_012_800 * SECOND


@dataclass(frozen=True, kw_only=True)
class Result:
    """Seconds after the recording began; None where there was none."""

    onset: float | None
    alert: float | None
    found: float | None
    cases: int


def run(figures: Figures) -> None:
    log.configure("error", "text")
    options, names = figures.options, sorted(incidents.available())
    results = {name: asyncio.run(_replayed(name)) for name in (names[:1] if figures.quick else names)}
    for name, result in results.items():
        progress(f"{name}: began {result.onset}, alert {result.alert}, case {result.found}, {result.cases} case(s)")
        if result.found is not None and result.alert is not None:
            figures.add("detect.earlier_s", result.alert - result.found, "s", n=1, set="shop", incident=name)
    loud = [one for one in results.values() if one.alert is not None]
    early = [one for one in loud if one.found is not None and one.alert is not None and one.found < one.alert]
    figures.add("detect.before_alert", len(early), "incidents", n=len(loud), goal=">= 6", set="shop")
    quiet = [one for one in results.values() if one.alert is None]
    figures.add("detect.false_cases", sum(one.cases for one in quiet), "cases", n=len(quiet), goal="<= 0", set="shop")
    most = max(one.cases for one in results.values())
    figures.add("detect.cases_an_incident", most, "cases", n=len(loud), goal="<= 1", set="shop")
    if options.days:
        _quiet_days(figures)


def _quiet_days(figures: Figures) -> None:
    options = figures.options
    days, services, hours = (1, 30, 1.0) if figures.quick else (options.days, options.services, 24.0)
    for sensitivity in ("normal",) if figures.quick else options.sensitivities.split(","):
        found, seconds, points = 0, 0.0, 0
        for number in range(days):
            rng = np.random.default_rng(options.seed + number)
            estate = Estate.of(services, rng)
            watch = detect.blank(START)
            step_s = DETECT.bucket_ns // SECOND
            for measured in day(estate, rng, start=START, step_s=step_s, deploys=services // 10, hours=hours):
                began = time.process_time()
                watch, turns = detect.advance(watch, measured, false_a_day=stage.FALSE_A_DAY[sensitivity])
                seconds += time.process_time() - began
                points += measured.values.size
                found += sum(turn.verb == "found" for turn in turns)
            progress(f"{sensitivity}: quiet day {number + 1} of {days}, {found} false case(s) so far")
        rate, stated = found / (days * hours / 24), stage.FALSE_A_DAY[sensitivity]
        tags: dict[str, Any] = {"series": services * 10, "sensitivity": sensitivity}
        figures.add("detect.false_cases_a_day", rate, "cases", n=days, goal=f"<= {stated:g}", set="quiet", **tags)
        figures.add("detect.us_a_point", seconds / points * 1e6, "us", n=points, goal="<= 2", set="quiet", **tags)


async def _replayed(name: str) -> Result:
    facts = incidents.available()[name]
    began = clock.parse_ns(facts["start"])
    truth = json.loads((Path(__file__).parent / "shop" / "truth" / f"{name}.json").read_text())
    with tempfile.TemporaryDirectory() as folder, incidents.folder(name) as path:
        async with open_app(Settings(data_dir=Path(folder))) as app:
            await app.db.run(_news_however_old, tenant=TENANT)
            stages = asyncio.create_task(app.run_stages())
            found, alert = None, None
            for at, piece in _in_order(path, began):
                if piece.kind == "alertmanager":
                    alert = at if alert is None else alert
                if piece.kind == "alertmanager" or found is None:
                    await app.settle()
                    found = await _found(app, alert is None) if found is None else found
                await app.receive(TENANT, piece.kind, piece.body, piece.headers)
            await app.settle()
            cases = await app.db.read(partial(find, tenant=TENANT, limit=200), tenant=TENANT)
            stages.cancel()
    onset = None if truth["onset"] is None else (clock.parse_ns(truth["onset"]) - began) / SECOND
    return Result(
        onset=onset, alert=None if alert is None else (alert - began) / SECOND,
        found=None if found is None else (found - began) / SECOND, cases=len(cases.items),
    )  # fmt: skip


async def _found(app: App, nobody_alerted: bool) -> int | None:
    """When the case that exists was opened by what the product noticed: the time of the telemetry that told it."""
    page = await app.db.read(partial(find, tenant=TENANT, limit=200), tenant=TENANT)
    if not page.items or not nobody_alerted:
        return None
    return min(case.first_event_ts for case in page.items) + DETECT.grace_ns


def _in_order(path: Path, began: int) -> Iterator[tuple[int, Piece]]:
    """The pieces of a recording as they came: telemetry by the newest time in it, alerts when they were received."""
    readers = {source.name: source for source in SOURCES}
    limits = Limits(past_window_ns=10**18, future_window_ns=10**18, max_batch=10**6)
    context = SourceContext(tenant=TENANT, now_ns=began, limits=limits)
    timed = []
    for number, piece in enumerate(bundle.pieces(path)):
        received = readers[piece.kind].parse(piece.body, piece.headers, context)
        told = received.telemetry
        times = [event.ts for event in received.events]
        times += [ts for one in told.series for ts in one.times] + [line.ts for line in told.logs]
        times += [span.ts + span.duration_ns for span in told.spans]
        at = piece.received_at or max(times, default=began)
        timed.append((at, number, piece))
    for at, _, piece in sorted(timed, key=lambda item: item[:2]):
        yield at, replace(piece, done=0)


def _news_however_old(connection: Any) -> None:
    """A recording is history; here it is to be watched as if it happened now."""
    body = {"name": "bench", "version": "1", "requires": ["sre"], "cases": {"detection": {"max_age": "36500d"}}}
    save(connection, TENANT, load_body(body), actor="bench")
    activate(connection, TENANT, "bench", "1", actor="bench")


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--days", type=int, default=6)
    parser.add_argument("--services", type=int, default=300)
    parser.add_argument("--seed", type=int, default=100)
    parser.add_argument("--sensitivities", default="low,normal,high")


if __name__ == "__main__":
    main("detect", run, _options)
