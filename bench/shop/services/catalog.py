"""catalog: products by category, and the prices of the ones in a cart."""

from __future__ import annotations

import logging
import sqlite3

from bench.shop.pool import PoolTimeout
from bench.shop.site import Site
from bench.shop.wire import Asked, Data, Refused, Route

log = logging.getLogger("shop.catalog")

ROWS = 900_000
CATEGORIES = 400
SCHEMA = """
CREATE TABLE products (
  id INTEGER PRIMARY KEY, sku TEXT NOT NULL, title TEXT NOT NULL, category INTEGER NOT NULL, price INTEGER NOT NULL,
  popularity INTEGER NOT NULL, description TEXT NOT NULL
);
"""
INDEXES = """
CREATE INDEX products_by_sku ON products (sku);
CREATE INDEX products_by_category ON products (category, popularity);
"""
BROWSE = "SELECT sku, title, price FROM products WHERE category = ? ORDER BY popularity DESC LIMIT ?"
PRICE = "SELECT price FROM products WHERE sku = ?"


def sku(number: int) -> str:
    return f"SKU-{number:07d}"


def fill(db: sqlite3.Connection) -> None:
    text = "Sturdy, plain and made to last; ships flat, assembled in ten minutes with the key in the box. "
    rows = (
        (sku(n), f"Article {n}", n % CATEGORIES, 100 + n * 37 % 9_900, n * 7_919 % 100_003, text) for n in range(ROWS)
    )
    db.executemany(
        "INSERT INTO products (sku, title, category, price, popularity, description) VALUES (?, ?, ?, ?, ?, ?)", rows
    )
    db.executescript(INDEXES)


def routes(site: Site) -> dict[str, Route]:
    pool = site.pool("catalog")
    size = int(site.settings.number("page_size"))

    def browse(asked: Asked) -> Data:
        try:
            with pool.connection() as db:
                rows = db.run("SELECT products", BROWSE, (int(asked.text("category")), size))
        except PoolTimeout as error:
            log.error("products not read: %s", error)
            raise Refused(503, str(error)) from error
        return {"products": [list(row) for row in rows]}

    def prices(asked: Asked) -> Data:
        try:
            with pool.connection() as db:
                found = [db.run("SELECT products", PRICE, (sku,)) for sku in asked.texts("skus")]
        except PoolTimeout as error:
            log.error("prices not read: %s", error)
            raise Refused(503, str(error)) from error
        return {"total": sum(int(rows[0][0] or 0) for rows in found if rows)}

    return {"GET /products": browse, "POST /prices": prices}
