"""The shop's databases: real SQLite files with real rows, and the migration that rebuilds one of them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from bench.shop.services import catalog, inventory, orders

MIGRATION = """-- 0042: products get a tax class
CREATE TABLE products_new (
  id INTEGER PRIMARY KEY, sku TEXT NOT NULL, title TEXT NOT NULL, category INTEGER NOT NULL, price INTEGER NOT NULL,
  popularity INTEGER NOT NULL, description TEXT NOT NULL, tax_class TEXT NOT NULL DEFAULT 'standard'
);
INSERT INTO products_new (id, sku, title, category, price, popularity, description)
  SELECT id, sku, title, category, price, popularity, description FROM products;
DROP TABLE products;
ALTER TABLE products_new RENAME TO products;
CREATE INDEX products_by_category ON products (category, popularity);
"""


def create(folder: Path) -> None:
    orders_db = _open(folder / "orders.db")
    orders_db.executescript(orders.SCHEMA)
    inventory_db = _open(folder / "inventory.db")
    inventory_db.executescript(inventory.SCHEMA)
    inventory.fill(inventory_db)
    catalog_db = _open(folder / "catalog.db")
    catalog_db.executescript(catalog.SCHEMA)
    catalog.fill(catalog_db)
    for db in (orders_db, inventory_db, catalog_db):
        db.commit()
        db.close()


def migrate(folder: Path) -> tuple[str, str]:
    """Run the migration in one transaction, beside the readers; returns the schema before and after."""
    db = sqlite3.connect(folder / "catalog.db", timeout=30)
    db.execute("PRAGMA synchronous=NORMAL")
    before = _schema(db)
    db.executescript(f"BEGIN;\n{MIGRATION}COMMIT;")
    after = _schema(db)
    db.close()
    return before, after


def _open(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode=WAL")
    return db


def _schema(db: sqlite3.Connection) -> str:
    rows = db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, name").fetchall()
    return "".join(f"{row[0]};\n" for row in rows)
