"""orders: writes an order down, has it paid and marks it paid."""

from __future__ import annotations

import logging

from bench.shop.pool import PoolTimeout
from bench.shop.site import Site
from bench.shop.wire import Asked, CallFailed, Data, Refused, Route

log = logging.getLogger("shop.orders")

SCHEMA = """
CREATE TABLE orders (
  id INTEGER PRIMARY KEY, customer TEXT NOT NULL, skus TEXT NOT NULL, total INTEGER NOT NULL, state TEXT NOT NULL
);
CREATE INDEX orders_by_customer ON orders (customer, id);
"""
INSERT = "INSERT INTO orders (customer, skus, total, state) VALUES (?, ?, ?, 'pending') RETURNING id"
PAID = "UPDATE orders SET state = ? WHERE id = ?"
HISTORY = "SELECT id, total, state FROM orders WHERE customer = ? ORDER BY id DESC LIMIT ?"


def routes(site: Site) -> dict[str, Route]:
    pool = site.pool("orders")
    limit = int(site.settings.number("history_limit"))
    timeout = site.settings.section("payments").number("timeout_seconds")

    def place(asked: Asked) -> Data:
        customer, total = asked.text("customer"), asked.number("total")
        try:
            with pool.connection() as db:
                order = db.run("INSERT orders", INSERT, (customer, ",".join(asked.texts("skus")), total))[0][0]
                charge = site.caller.call(
                    "payments", "POST", "/charges", {"order": order, "amount": total}, timeout=timeout
                )
                db.run("UPDATE orders", PAID, ("paid", int(order or 0)))
        except PoolTimeout as error:
            log.error("order of customer %s not placed: %s", customer, error)
            raise Refused(503, str(error)) from error
        except CallFailed as error:
            log.error("order of customer %s not paid: %s", customer, error)
            raise Refused(503 if error.status in (0, 503) else 502, "payment failed") from error
        log.info("order %s of customer %s placed and paid, charge %s", order, customer, charge["charge"])
        return {"order": order}

    def history(asked: Asked) -> Data:
        try:
            with pool.connection() as db:
                rows = db.run("SELECT orders", HISTORY, (asked.text("customer"), limit))
        except PoolTimeout as error:
            log.error("history of customer %s not read: %s", asked.text("customer"), error)
            raise Refused(503, str(error)) from error
        return {"orders": [list(row) for row in rows]}

    return {"POST /orders": place, "GET /orders": history}
