"""Run one service: `python -m bench.shop.services NAME --work DIR --instance ID`."""

from __future__ import annotations

import argparse
import logging
import signal
import threading
from pathlib import Path

from bench.shop.recorder import announce, end_with_parent
from bench.shop.services import auth, cardnet, catalog, checkout, inventory, orders, payments, web
from bench.shop.site import Badge, Site, gatekeeper, read_settings
from bench.shop.telemetry import Identity, Telemetry
from bench.shop.wire import Asked, Caller, Data, Front, serve_until_told

ROUTES = {
    "web": web.routes,
    "checkout": checkout.routes,
    "orders": orders.routes,
    "payments": payments.routes,
    "catalog": catalog.routes,
    "inventory": inventory.routes,
    "auth": auth.routes,
}
# Customers reach web without a token, and auth is where tokens come from.
OPEN = frozenset({"web", "auth"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=[*ROUTES, "cardnet"])
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--instance", required=True)
    parser.add_argument("--sample", type=float, default=1.0)
    options = parser.parse_args()
    end_with_parent()
    stop = threading.Event()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    if options.name == "cardnet":
        front = Front(cardnet.routes(options.work), None, None)
        announce(options.work / "ready" / options.instance, front.server_address[1])
        return serve_until_told(front, stop)
    site = _site(options.name, options.work, options.instance, options.sample)
    front = Front(
        {**ROUTES[options.name](site), "GET /health": _healthy},
        site.telemetry,
        None if options.name in OPEN else gatekeeper(options.work),
    )
    announce(options.work / "ready" / options.instance, front.server_address[1])
    logging.getLogger("shop").info("%s %s is ready", options.name, site.settings.text("version"))
    serve_until_told(front, stop)
    site.telemetry.stop()


def _site(name: str, work: Path, instance: str, sample: float) -> Site:
    settings = read_settings(work / "deploy" / f"{name}.toml")
    telemetry = Telemetry(
        Identity(
            service=name,
            version=settings.text("version"),
            instance=instance,
            collector=f"http://{(work / 'ready' / 'recorder').read_text()}",
            sample=sample,
        )
    )
    caller = Caller(telemetry, work / "peers", None)
    caller.token = Badge(name, work, caller)
    return Site(name=name, work=work, settings=settings, telemetry=telemetry, caller=caller)


def _healthy(asked: Asked) -> Data:
    return {"ok": True}


if __name__ == "__main__":
    main()
