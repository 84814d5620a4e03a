"""The stock audit: a batch job outside the services that recounts shelves while holding the write lock.

`python -m bench.shop.audit_job DATABASE SECONDS`
"""

from __future__ import annotations

import sqlite3
import sys
import time

from bench.shop.recorder import end_with_parent

ROUND_S = 4.0
PAUSE_S = 2.0


def main() -> None:
    end_with_parent()
    database, seconds = sys.argv[1], float(sys.argv[2])
    db = sqlite3.connect(database, timeout=30, isolation_level=None)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        db.execute("BEGIN IMMEDIATE")
        _recount(db, min(until, time.monotonic() + ROUND_S))
        db.execute("COMMIT")
        time.sleep(PAUSE_S)
    db.close()


def _recount(db: sqlite3.Connection, until: float) -> None:
    """One warehouse after the other, as a job that reads a scanner's list would: slowly, and in one transaction."""
    while time.monotonic() < until:
        for (warehouse,) in db.execute("SELECT DISTINCT warehouse FROM stock").fetchall():
            db.execute("SELECT sum(on_hand - reserved) FROM stock WHERE warehouse = ?", (warehouse,)).fetchone()
            db.execute("UPDATE stock SET on_hand = on_hand WHERE warehouse = ? AND shelf = 0", (warehouse,))
            time.sleep(0.1)


if __name__ == "__main__":
    main()
