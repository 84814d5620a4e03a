"""Control: what an operator may do to the running shop, over HTTP on loopback; each repair once for each key.

    GET  /state                                     what runs, and how customers are answered
    POST /services/NAME/restart                     a new process in the place of the old one
    POST /services/NAME/rollback                    the settings before the last release, as a new release
    POST /services/NAME/setting {"key", "value"}    one setting of the file, as a new release
    POST /services/NAME/credential                  a new credential, and a process that uses it

Repairs need an `Idempotency-Key`: a second request with the same key is answered as the first was, and does nothing.
With `?dry_run=true` they say what they would do.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from bench.shop.changes import unified
from bench.shop.fleet import SERVICES, Fleet

Data = dict[str, object]
_PATH = re.compile(r"/services/([a-z]+)/(restart|rollback|setting|credential)")
_SETTING = re.compile(r"[a-z][a-z_]*")
MAX_BODY = 64 * 1024


class Refusal(Exception):
    """`status` and a sentence for who asked."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


@dataclass(slots=True)
class Repairs:
    """`answered` counts how customers were answered so far. Answers are kept in `kept`, so that a key stays used."""

    fleet: Fleet
    answered: Callable[[], Mapping[str, int]]
    kept: Path
    lock: threading.Lock = field(default_factory=threading.Lock)

    def state(self) -> Data:
        return {"services": self.fleet.instances(), "answered": dict(self.answered())}

    def repair(self, service: str, verb: str, given: Data, *, key: str, dry_run: bool) -> Data:
        if service not in SERVICES:
            raise Refusal(404, f"there is no service {service!r}")
        plan, act = getattr(self, f"_{verb}")(service, given)
        if dry_run:
            return {"would": plan}
        if not key:
            raise Refusal(400, "a repair needs the header Idempotency-Key")
        asked = {"service": service, "verb": verb, "given": given}
        with self.lock:
            known = self._kept().get(key)
            if known is not None:
                if known["asked"] != asked:
                    raise Refusal(409, f"the key {key} was used for something else")
                answered: Data = known["answer"]  # type: ignore[assignment]
                return {**answered, "repeated": True}
            answer: Data = {"did": plan, "instance": act()}
            self._keep(key, {"asked": asked, "answer": answer})
            return answer

    def _restart(self, service: str, _given: Data) -> tuple[str, Callable[[], str]]:
        return f"restart {service}", lambda: self.fleet.restart(service)

    def _credential(self, service: str, _given: Data) -> tuple[str, Callable[[], str]]:
        return f"give {service} a new credential and restart it", lambda: self.fleet.renew_credential(service)

    def _rollback(self, service: str, _given: Data) -> tuple[str, Callable[[], str]]:
        before = self.fleet.earlier(service)
        if before is None:
            raise Refusal(409, f"{service} runs what it started with; there is nothing to go back to")

        def act() -> str:
            self.fleet.roll_back(service, author="rootward")
            return self._instance(service)

        return unified(f"deploy/{service}.toml", self.fleet.settings_text(service), before), act

    def _setting(self, service: str, given: Data) -> tuple[str, Callable[[], str]]:
        name, value = given.get("key"), given.get("value")
        if not isinstance(name, str) or not _SETTING.fullmatch(name) or not isinstance(value, int | float):
            raise Refusal(422, f"a setting is a key and a number, not {name!r} and {value!r}")
        now = self.fleet.settings_text(service)
        new, found = re.subn(rf"^{name} = .*$", f"{name} = {value}", now, flags=re.MULTILINE)
        if found != 1:
            raise Refusal(422, f"{service} has no setting {name!r}")

        def act() -> str:
            self.fleet.release(service, new, author="rootward", message=f"{service}: {name} = {value}")
            return self._instance(service)

        return unified(f"deploy/{service}.toml", now, new), act

    def _instance(self, service: str) -> str:
        return str(self.fleet.instances()[service]["instance"])

    def _kept(self) -> dict[str, Data]:
        kept: dict[str, Data] = json.loads(self.kept.read_text()) if self.kept.exists() else {}
        return kept

    def _keep(self, key: str, value: Data) -> None:
        aside = self.kept.with_suffix(".tmp")
        aside.write_text(json.dumps({**self._kept(), key: value}))
        aside.replace(self.kept)


class Desk(ThreadingHTTPServer):
    """Listens on a free port of loopback until it is closed; use it as a context manager."""

    daemon_threads = True

    def __init__(self, repairs: Repairs) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.repairs = repairs
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)

    def __enter__(self) -> Desk:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Asked(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if urlsplit(self.path).path == "/state":
            self._answer(200, self._repairs().state())
        else:
            self._answer(404, {"error": f"there is nothing at {self.path}"})

    def do_POST(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), MAX_BODY))
        found = _PATH.fullmatch(parts.path)
        if found is None:
            return self._answer(404, {"error": f"there is nothing at {parts.path}"})
        try:
            given = json.loads(body or b"{}")
            key = self.headers.get("Idempotency-Key", "")
            dry_run = parse_qs(parts.query).get("dry_run") == ["true"]
            answer = self._repairs().repair(found[1], found[2], given, key=key, dry_run=dry_run)
        except Refusal as refusal:
            return self._answer(refusal.status, {"error": str(refusal)})
        except ValueError as error:
            return self._answer(400, {"error": str(error)})
        self._answer(200, answer)

    def _repairs(self) -> Repairs:
        assert isinstance(self.server, Desk)
        return self.server.repairs

    def _answer(self, status: int, data: Data) -> None:
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """An access log of the shop is of no use to anybody."""
