"""`python -m bench.shop list | run | live | record | check`."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from pathlib import Path

from bench.shop import bundle, check
from bench.shop.changes import ChangeLog
from bench.shop.fleet import Fleet
from bench.shop.incidents import INCIDENTS, RATE
from bench.shop.live import live
from bench.shop.load import Crowd
from bench.shop.record import SAMPLE, record


def main() -> int:
    options = _parser().parse_args()
    # Being asked to end is as good a reason to clean up as the keyboard is.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if options.command == "list":
            return _list()
        if options.command == "run":
            return _run(options.seconds)
        if options.command == "live":
            return live(options.incident, options.to, after_s=options.after, seed=options.seed)
        if options.command == "check":
            return _check(options.folder)
        return _record(options.incident, options.out, options.quick)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.shop", description="A small real system and its incidents")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="the incidents and the bundles they are recorded as")
    run = commands.add_parser("run", help="run the healthy shop")
    run.add_argument("--seconds", type=float, default=60.0)
    alive = commands.add_parser("live", help="run the shop beside a Rootward server, break it, and take repairs")
    alive.add_argument("--incident", default="bad_deploy_pool", choices=[*INCIDENTS])
    alive.add_argument("--to", required=True, metavar="URL", help="the server that takes telemetry and events")
    alive.add_argument("--after", type=float, default=60.0, help="seconds of health before it breaks")
    alive.add_argument("--seed", type=int, default=1)
    to_check = commands.add_parser("check", help="print what a bundle shows, in steps of ten seconds")
    to_check.add_argument("folder", type=Path)
    to_record = commands.add_parser("record", help="record incidents as bundles")
    to_record.add_argument("--incident", default="all", choices=["all", *INCIDENTS])
    to_record.add_argument("--out", type=Path, help="a folder; without it, the repository's own bundles are replaced")
    to_record.add_argument("--quick", action="store_true", help="everything at 15 %% of its length, to try it out")
    return parser


def _list() -> int:
    for incident in INCIDENTS.values():
        print(f"{incident.name:20} {incident.bundle:8} {incident.before_s + incident.after_s:4.0f} s  {incident.title}")
    return 0


def _run(seconds: float) -> int:
    with tempfile.TemporaryDirectory(prefix="shop-") as folder:
        work = Path(folder)
        fleet = Fleet(work, ChangeLog(work / "events.jsonl"), sample=SAMPLE, seed=1, credentials={})
        with fleet, Crowd(lambda: fleet.address("web"), rate=RATE, seed=1) as crowd:
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                time.sleep(min(5.0, max(0.0, until - time.monotonic())))
                print(f"answers {dict(crowd.seen)}", flush=True)
    return 0


def _check(folder: Path) -> int:
    for line in check.lines(folder):
        print(line)
    return 0


def _record(name: str, out: Path | None, quick: bool) -> int:
    if quick and out is None:
        print("--quick needs --out, so that a trial never replaces a recorded bundle", file=sys.stderr)
        return 2
    chosen = list(INCIDENTS.values()) if name == "all" else [INCIDENTS[name]]
    bundles, truth = (bundle.BUNDLES, bundle.TRUTH) if out is None else (out / "incidents", out / "truth")
    for incident in chosen:

        def finish(recording: bundle.Recording) -> None:
            folder = bundle.write(recording, bundles, truth)
            size = sum(path.stat().st_size for path in folder.iterdir())
            print(f"{recording.incident.name}: written as {folder.name}, {size / 1024:.0f} KiB", flush=True)

        record(
            incident, lambda text: print(f"{time.strftime('%H:%M:%S')} {text}", flush=True), quick=quick, finish=finish
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
