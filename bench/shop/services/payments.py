"""payments: charges a card through the card network, and tries once more when that fails."""

from __future__ import annotations

import logging
import time

from bench.shop.site import Site
from bench.shop.wire import Asked, CallFailed, Data, Refused, Route

log = logging.getLogger("shop.payments")


def routes(site: Site) -> dict[str, Route]:
    network = site.settings.section("cardnet")
    timeout, retries = network.number("timeout_seconds"), int(network.number("retries"))
    pause = network.number("retry_wait_seconds")
    statement = site.settings.text("statement_text")

    def authorise(order: int, amount: int) -> Data:
        asked: Data = {"reference": f"order-{order}", "amount": amount, "statement": statement}
        for attempt in range(retries + 1):
            try:
                return site.caller.call("cardnet", "POST", "/v1/authorizations", asked, timeout=timeout, signed=False)
            except CallFailed as error:
                wait = f", retry after {error.retry_after} s" if error.retry_after else ""
                log.warning("authorisation of order %s failed (attempt %d): %s%s", order, attempt + 1, error, wait)
                if attempt == retries:
                    raise
            time.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def charge(asked: Asked) -> Data:
        order, amount = asked.number("order"), asked.number("amount")
        try:
            answer = authorise(order, amount)
        except CallFailed as error:
            log.error("charge of order %s given up: %s", order, error)
            raise Refused(503 if error.status in (0, 429, 503) else 502, f"card not charged: {error}") from error
        return {"charge": answer["authorization"]}

    return {"POST /charges": charge}
