"""web: the front door; passes a customer's wish on to the service that knows."""

from __future__ import annotations

import logging

from bench.shop.site import Site
from bench.shop.wire import Asked, CallFailed, Data, Refused, Route

log = logging.getLogger("shop.web")


def routes(site: Site) -> dict[str, Route]:
    timeout = site.settings.number("request_timeout_seconds")
    banner = site.settings.text("banner")

    def ask(peer: str, method: str, path: str, data: Data | None = None) -> Data:
        try:
            return site.caller.call(peer, method, path, data, timeout=timeout)
        except CallFailed as error:
            log.error("%s %s failed: %s", method, path.split("?")[0], error)
            raise Refused(502, f"{peer} is not able to answer") from error

    def products(asked: Asked) -> Data:
        page = ask("catalog", "GET", f"/products?category={asked.text('category')}")
        return {"banner": banner, "new_badge": site.flag("show_new_badge"), **page}

    def checkout(asked: Asked) -> Data:
        return ask("checkout", "POST", "/checkout", dict(asked.data))

    def history(asked: Asked) -> Data:
        return ask("orders", "GET", f"/orders?customer={asked.text('customer')}")

    return {"GET /products": products, "POST /checkout": checkout, "GET /orders": history}
