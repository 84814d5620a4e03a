"""What a service is given when it starts: its settings, its peers, its database folder and its telemetry."""

from __future__ import annotations

import json
import logging
import threading
import time
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.shop import tokens
from bench.shop.pool import Pool
from bench.shop.telemetry import Telemetry
from bench.shop.wire import Caller, CallFailed, Refused

log = logging.getLogger("shop.credentials")

REFRESH_BEFORE_S = 15.0
RETRY_AFTER_S = 2.0


@dataclass(slots=True, frozen=True, kw_only=True)
class Settings:
    """One section of a service's TOML file; a key that is missing or of another type is an error."""

    values: Mapping[str, object]

    def section(self, name: str) -> Settings:
        value = self.values.get(name)
        if not isinstance(value, dict):
            raise KeyError(f"section [{name}] is missing")
        return Settings(values=value)

    def number(self, name: str) -> float:
        value = self.values.get(name)
        if not isinstance(value, int | float):
            raise KeyError(f"{name} must be a number, not {value!r}")
        return value

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if not isinstance(value, str):
            raise KeyError(f"{name} must be text, not {value!r}")
        return value


def read_settings(path: Path) -> Settings:
    return Settings(values=tomllib.loads(path.read_text()))


@dataclass(slots=True, frozen=True, kw_only=True)
class Site:
    name: str
    work: Path
    settings: Settings
    telemetry: Telemetry
    caller: Caller

    def pool(self, database: str) -> Pool:
        said = self.settings.section("database")
        return Pool(
            self.work / "data" / f"{database}.db",
            self.telemetry,
            size=int(said.number("pool_size")),
            timeout=said.number("pool_timeout_seconds"),
        )

    def flag(self, name: str) -> bool:
        flags = json.loads((self.work / "flags.json").read_text())
        return bool(flags.get(name, False))


class Badge:
    """This service's token: asked of `auth` with the service's own credential, and asked again before it ends."""

    def __init__(self, name: str, work: Path, caller: Caller) -> None:
        self._credential = (work / "credentials" / name).read_text()
        self._name = name
        self._caller = caller
        self._lock = threading.Lock()
        self._token = ""
        self._ends = 0.0
        self._next_try = 0.0

    def __call__(self) -> str:
        if self._ends - time.time() < REFRESH_BEFORE_S and self._lock.acquire(blocking=not self._token):
            try:
                self._refresh()
            finally:
                self._lock.release()
        return self._token

    def _refresh(self) -> None:
        moment = time.time()
        if self._ends - moment >= REFRESH_BEFORE_S or moment < self._next_try:
            return
        self._next_try = moment + RETRY_AFTER_S
        try:
            answer = self._caller.call(
                "auth", "POST", "/token", {"credential": self._credential}, timeout=2.0, signed=False
            )
        except CallFailed as error:
            left = self._ends - moment
            log.error("service token of %s not renewed (%.0f s left on the old one): %s", self._name, left, error)
            return
        self._token = str(answer["token"])
        self._ends = tokens.expiry(self._token)


def gatekeeper(work: Path) -> Check:
    return Check((work / "signing.key").read_bytes())


class Check:
    """Refuses a request whose token is not genuine or is over."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __call__(self, token: str) -> str:
        if not token:
            raise Refused(401, "no service token was sent")
        try:
            return tokens.verify(self._key, token, kind="token", now=time.time()).subject
        except tokens.TokenRefused as refused:
            log.warning("rejected a call: %s", refused)
            raise Refused(401, str(refused)) from refused
