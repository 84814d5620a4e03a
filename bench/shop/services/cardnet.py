"""cardnet: a third party that authorises card payments; it tells the shop nothing but its answers."""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path

from bench.shop.wire import Asked, Data, Refused, Route

RETRY_AFTER_S = 5


class Quota:
    """A token bucket; how many authorisations a second it allows stands in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._left = 1.0
        self._last = time.monotonic()

    def spend(self) -> bool:
        rate = float(self._path.read_text())
        with self._lock:
            moment = time.monotonic()
            self._left = min(max(rate, 1.0), self._left + (moment - self._last) * rate)
            self._last = moment
            if self._left < 1:
                return False
            self._left -= 1
            return True


def routes(work: Path) -> dict[str, Route]:
    quota = Quota(work / "cardnet.quota")
    draw = random.Random(7)

    def authorise(asked: Asked) -> Data:
        if not quota.spend():
            time.sleep(0.01)
            raise Refused(429, "request quota of this merchant is used up", retry_after=RETRY_AFTER_S)
        # The bank behind the network takes its time; now and then it takes longer.
        time.sleep(min(draw.lognormvariate(-0.89, 0.12), 0.8) if draw.random() > 0.01 else 0.9)
        return {"authorization": f"ath_{asked.text('reference')[6:]}"}

    return {"POST /v1/authorizations": authorise}
