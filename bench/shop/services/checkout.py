"""checkout: prices a cart, reserves the stock and places the order."""

from __future__ import annotations

import logging

from bench.shop.site import Site
from bench.shop.wire import Asked, CallFailed, Data, Refused, Route

log = logging.getLogger("shop.checkout")


def routes(site: Site) -> dict[str, Route]:
    settings = site.settings
    thanks = settings.text("confirmation_text")

    def ask(step: str, peer: str, path: str, data: Data) -> Data:
        try:
            return site.caller.call(peer, "POST", path, data, timeout=settings.number(f"{peer}_timeout_seconds"))
        except CallFailed as error:
            log.error("checkout of customer %s stopped at %s: %s", data["customer"], step, error)
            raise Refused(503 if error.status in (0, 503) else 502, f"{step} failed") from error

    def checkout(asked: Asked) -> Data:
        customer, skus = asked.text("customer"), asked.texts("skus")
        priced = ask("pricing", "catalog", "/prices", {"customer": customer, "skus": skus})
        ask("reservation", "inventory", "/reservations", {"customer": customer, "skus": skus})
        order = ask("order", "orders", "/orders", {"customer": customer, "skus": skus, "total": priced["total"]})
        return {"order": order["order"], "total": priced["total"], "message": thanks}

    return {"POST /checkout": checkout}
