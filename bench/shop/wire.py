"""HTTP between the shop's services: routes in, calls out, both measured and traced."""

from __future__ import annotations

import http.client
import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from opentelemetry import propagate
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from bench.shop.telemetry import Telemetry

log = logging.getLogger("shop.http")

Data = dict[str, object]


class Refused(Exception):
    """What a caller is told instead of an answer."""

    def __init__(self, status: int, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class CallFailed(Exception):
    """A peer could not be reached or did not answer with success; `status` is 0 when it did not answer."""

    def __init__(self, peer: str, message: str, *, status: int = 0, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.peer = peer
        self.status = status
        self.retry_after = retry_after


@dataclass(slots=True, frozen=True, kw_only=True)
class Asked:
    """One request as a route sees it."""

    values: Mapping[str, str]
    data: Mapping[str, object]
    token: str

    def text(self, name: str) -> str:
        value = self.data.get(name, self.values.get(name))
        if not isinstance(value, str):
            raise Refused(400, f"{name} is missing")
        return value

    def texts(self, name: str) -> list[str]:
        value = self.data.get(name)
        if not isinstance(value, list):
            raise Refused(400, f"{name} must be a list")
        return [str(item) for item in value]

    def number(self, name: str) -> int:
        value = self.data.get(name)
        if not isinstance(value, int):
            raise Refused(400, f"{name} must be a whole number")
        return value


Route = Callable[[Asked], Data]


class Caller:
    """Calls peers by name; where a peer listens stands in a file that a rollout rewrites."""

    def __init__(self, telemetry: Telemetry, peers: Path, token: Callable[[], str] | None) -> None:
        self._telemetry = telemetry
        self._peers = peers
        self.token = token

    def call(
        self, peer: str, method: str, path: str, data: Data | None = None, *, timeout: float, signed: bool = True
    ) -> Data:
        template = path.split("?")[0]
        facts: dict[str, str | int] = {"http.request.method": method, "server.address": peer, "url.template": template}
        headers = {"Content-Type": "application/json"}
        if signed and self.token is not None:
            headers["Authorization"] = f"Bearer {self.token()}"
        began = time.perf_counter()
        with self._telemetry.tracer.start_as_current_span(
            f"{method} {template}",
            kind=SpanKind.CLIENT,
            attributes=facts,
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            propagate.inject(headers)
            try:
                status, answer, retry_after = self._exchange(peer, method, path, data, headers, timeout)
            except (OSError, http.client.HTTPException) as error:
                kind = type(error).__name__
                _mark_failed(span, facts, kind, str(error))
                raise CallFailed(peer, f"{method} {peer}{template}: {kind}: {error}") from error
            else:
                return self._read(span, facts, peer, status, answer, retry_after)
            finally:
                self._telemetry.client_duration.record(time.perf_counter() - began, facts)

    def _read(
        self,
        span: Span,
        facts: dict[str, str | int],
        peer: str,
        status: int,
        answer: Data,
        retry_after: int | None,
    ) -> Data:
        facts["http.response.status_code"] = status
        span.set_attribute("http.response.status_code", status)
        if status < 400:
            return answer
        _mark_failed(span, facts, str(status), "")
        said = f"{peer} answered {status}: {answer.get('error', '')}"
        raise CallFailed(peer, said, status=status, retry_after=retry_after)

    def _exchange(
        self, peer: str, method: str, path: str, data: Data | None, headers: dict[str, str], timeout: float
    ) -> tuple[int, Data, int | None]:
        host, _, port = (self._peers / peer).read_text().partition(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=timeout)
        try:
            connection.request(method, path, None if data is None else json.dumps(data), headers)
            response = connection.getresponse()
            answer = json.loads(response.read() or b"{}")
            wait = response.headers.get("Retry-After")
            return response.status, answer, int(wait) if wait else None
        finally:
            connection.close()


def _mark_failed(span: Span, facts: dict[str, str | int], kind: str, message: str) -> None:
    facts["error.type"] = kind
    span.set_attribute("error.type", kind)
    span.set_status(Status(StatusCode.ERROR, message))


class Front(ThreadingHTTPServer):
    """The listening side of one service; closing waits for the requests under way."""

    request_queue_size = 256
    daemon_threads = False

    def __init__(
        self, routes: Mapping[str, Route], telemetry: Telemetry | None, check: Callable[[str], str] | None
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.routes = routes
        self.telemetry = telemetry
        self.check = check

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that hung up is the caller's measurement, not a stack trace here."""

    def answer(self, method: str, path: str, asked: Asked, headers: Mapping[str, str]) -> tuple[int, Data, int | None]:
        route = self.routes.get(f"{method} {path}")
        if route is None:
            return 404, {"error": "not found"}, None
        if self.telemetry is None or path == "/health":
            return _outcome(route, asked, None)
        facts: dict[str, str | int] = {"http.request.method": method, "http.route": path}
        began = time.perf_counter()
        with self.telemetry.tracer.start_as_current_span(
            f"{method} {path}",
            context=propagate.extract(dict(headers)),
            kind=SpanKind.SERVER,
            attributes={**facts, "url.path": path},
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            status, data, wait = _outcome(route, asked, self.check)
            facts["http.response.status_code"] = status
            span.set_attribute("http.response.status_code", status)
            if status >= 500:
                _mark_failed(span, facts, str(status), "")
            self.telemetry.server_duration.record(time.perf_counter() - began, facts)
        return status, data, wait


def _outcome(route: Route, asked: Asked, check: Callable[[str], str] | None) -> tuple[int, Data, int | None]:
    try:
        if check is not None:
            check(asked.token)
        return 200, route(asked), None
    except Refused as refused:
        return refused.status, {"error": str(refused)}, refused.retry_after
    except Exception as error:
        log.exception("request failed: %s: %s", type(error).__name__, error)
        return 500, {"error": f"{type(error).__name__}: {error}"}, None


class _Conversation(BaseHTTPRequestHandler):
    server: Front
    protocol_version = "HTTP/1.0"

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0") or 0))
        where = urlsplit(self.path)
        asked = Asked(
            values=dict(parse_qsl(where.query)),
            data=json.loads(body) if body else {},
            token=self.headers.get("Authorization", "").removeprefix("Bearer "),
        )
        carried = {name.lower(): value for name, value in self.headers.items()}
        status, data, wait = self.server.answer(self.command, where.path, asked, carried)
        out = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(out)))
        if wait is not None:
            self.send_header("Retry-After", str(wait))
        self.end_headers()
        self.wfile.write(out)

    do_GET = _serve
    do_POST = _serve

    def log_message(self, format: str, *args: object) -> None:
        """Spans say who asked; an access log would say it twice."""


def serve_until_told(front: Front, stop: threading.Event) -> None:
    """Serve until `stop`, then take no more and finish what was begun."""
    listening = threading.Thread(target=front.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    listening.start()
    stop.wait()
    front.shutdown()
    front.server_close()
