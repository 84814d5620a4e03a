"""Customers: an open-loop stream of requests at the front door, steady with a little of life's jitter."""

from __future__ import annotations

import http.client
import json
import math
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from bench.shop.services.catalog import CATEGORIES, ROWS, sku

CUSTOMERS = 400
GIVE_UP_S = 10.0


class Crowd:
    """Sends `rate` requests a second, whether or not the earlier ones were answered."""

    def __init__(self, door: Callable[[], str], *, rate: float, seed: int) -> None:
        self.rate = rate
        self.seen: Counter[str] = Counter()
        self._door = door
        self._draw = random.Random(seed)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._arrive, daemon=True)
        self._pool = ThreadPoolExecutor(max_workers=96)

    def __enter__(self) -> Crowd:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _arrive(self) -> None:
        began = next_at = time.monotonic()
        while not self._stop.wait(max(0.0, next_at - time.monotonic())):
            self._pool.submit(self._send, *self._wish())
            swing = 1 + 0.08 * math.sin((next_at - began) / 37)
            # Between clockwork and pure chance: half of every gap is drawn.
            gap = 0.5 + 0.5 * self._draw.expovariate(1.0)
            next_at += gap / (self.rate * swing)

    def _wish(self) -> tuple[str, str, dict[str, object] | None]:
        customer, kind = f"c{self._draw.randrange(CUSTOMERS):03d}", self._draw.random()
        if kind < 0.52:
            skus = [sku(self._draw.randrange(ROWS)) for _ in range(self._draw.choice((2, 3, 3, 4)))]
            return "POST", "/checkout", {"customer": customer, "skus": skus}
        if kind < 0.85:
            return "GET", f"/products?category={self._draw.randrange(CATEGORIES)}", None
        return "GET", f"/orders?customer={customer}", None

    def _send(self, method: str, path: str, data: dict[str, object] | None) -> None:
        try:
            host, _, port = self._door().partition(":")
            connection = http.client.HTTPConnection(host, int(port), timeout=GIVE_UP_S)
            connection.request(method, path, json.dumps(data) if data else None)
            response = connection.getresponse()
            response.read()
            connection.close()
            self.seen[str(response.status)] += 1
        except (OSError, http.client.HTTPException) as error:
            self.seen[type(error).__name__] += 1
