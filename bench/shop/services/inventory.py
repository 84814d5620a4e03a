"""inventory: reserves stock, and remembers what each warehouse had to offer."""

from __future__ import annotations

import logging
import sqlite3

from bench.shop.pool import PoolTimeout, Row
from bench.shop.site import Site
from bench.shop.wire import Asked, Data, Refused, Route

log = logging.getLogger("shop.inventory")

WAREHOUSES = 8
SHELVES = 3_000
SCHEMA = """
CREATE TABLE stock (
  warehouse INTEGER NOT NULL, shelf INTEGER NOT NULL, on_hand INTEGER NOT NULL, reserved INTEGER NOT NULL,
  PRIMARY KEY (warehouse, shelf)
) WITHOUT ROWID;
CREATE TABLE reservations (id INTEGER PRIMARY KEY, customer TEXT NOT NULL, warehouse INTEGER, shelf INTEGER);
"""
TAKE = "UPDATE stock SET reserved = reserved + 1 WHERE warehouse = ? AND shelf = ?"
NOTE = "INSERT INTO reservations (customer, warehouse, shelf) VALUES (?, ?, ?)"
VIEW = "SELECT shelf, on_hand, reserved FROM stock WHERE warehouse = ?"


def fill(db: sqlite3.Connection) -> None:
    db.executemany(
        "INSERT INTO stock VALUES (?, ?, 1000000, 0)", ((w, s) for w in range(WAREHOUSES) for s in range(SHELVES))
    )


class Availability:
    """The views handed out lately, by customer and warehouse; the oldest goes when there are too many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._views: dict[tuple[str, int], list[Row]] = {}

    def keep(self, customer: str, warehouse: int, view: list[Row]) -> None:
        self._views[(customer, warehouse)] = view
        while self._most and len(self._views) > self._most:
            self._views.pop(next(iter(self._views)), None)


def routes(site: Site) -> dict[str, Route]:
    pool = site.pool("inventory")
    mark = int(site.settings.number("low_stock_mark"))
    seen = Availability(int(site.settings.section("availability_cache").number("max_entries")))

    def reserve(asked: Asked) -> Data:
        customer, skus = asked.text("customer"), asked.texts("skus")
        warehouse = int(skus[0][4:]) % WAREHOUSES
        try:
            with pool.connection() as db:
                with db.transaction():
                    for sku in skus:
                        db.run("UPDATE stock", TAKE, (warehouse, int(sku[4:]) % SHELVES))
                    db.run("INSERT reservations", NOTE, (customer, warehouse, int(skus[0][4:]) % SHELVES))
                view = db.run("SELECT stock", VIEW, (warehouse,))
        except PoolTimeout as error:
            log.error("reservation of customer %s failed: %s", customer, error)
            raise Refused(503, str(error)) from error
        except sqlite3.OperationalError as error:
            log.error("reservation of customer %s failed: OperationalError: %s", customer, error)
            raise Refused(503, f"reservation failed: {error}") from error
        seen.keep(customer, warehouse, view)
        low = sum(1 for row in view if int(row[1] or 0) - int(row[2] or 0) < mark)
        return {"warehouse": warehouse, "low": low}

    return {"POST /reservations": reserve}
