"""The server: one process with the HTTP faces and the pipeline."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
import uvicorn

from rootward.api import dashboard
from rootward.api.application import create_api
from rootward.app import App, open_app
from rootward.errors import Misconfigured, Unavailable
from rootward.kit.collector import calm
from rootward.settings import Settings

try:  # it comes with uvicorn, but not on every system
    from uvloop import new_event_loop as _new_loop  # a request costs a third of what it does on Python's own loop
except ImportError:
    from asyncio import new_event_loop as _new_loop  # type: ignore[assignment]  # either is a loop

__all__ = ["serve"]

log = structlog.get_logger()


def serve(settings: Settings) -> None:
    """Run until told to end (SIGTERM), then close everything and return; or until interrupted (KeyboardInterrupt).

    Raises Misconfigured for an address that strangers reach without a login and for one where nobody can listen,
    Unavailable when the pipeline broke down: a server that takes in and does nothing must not stay up.
    """
    if not settings.is_loopback and not settings.require_login:
        raise Misconfigured(
            f"listening on {settings.host} without a login would let anybody in: set ROOTWARD_REQUIRE_LOGIN=true "
            "(make the first token with `rootward init`)",
            field="host", value=settings.host,
        )  # fmt: skip
    with _listener(settings) as listener, asyncio.Runner(loop_factory=_new_loop) as runner:
        ended_by = runner.run(_serve(settings, listener))
    if ended_by == signal.SIGINT:
        raise KeyboardInterrupt


async def _serve(settings: Settings, listener: socket.socket) -> int | None:
    """The signal that ended it."""
    stop = _on_signals()
    async with open_app(settings) as app:
        calm()
        sys.setswitchinterval(0.0005)  # not 5 ms: a commit of events lets go of the interpreter a dozen times
        server = _Server(_config(app, settings))
        login = "token" if settings.require_login else "none on loopback: whoever is on this machine may act"
        host, port = listener.getsockname()[:2]
        url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        pages = url if dashboard.is_built() else "not built: run `make dashboard` in the source checkout"
        log.info("server.started", url=url, login=login, dashboard=pages)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        stages = asyncio.create_task(app.run_stages())
        try:
            await asyncio.wait((serving, stages, stop), return_when=asyncio.FIRST_COMPLETED)
            server.should_exit = True
            await serving  # requests under way may still wait for what the stages do
        finally:
            stages.cancel()
            (ended,) = await asyncio.gather(stages, return_exceptions=True)
    log.info("server.stopped")
    if isinstance(ended, BaseException) and not isinstance(ended, asyncio.CancelledError):
        raise Unavailable(f"the pipeline broke down: {_reasons(ended)}", who="pipeline") from ended
    return stop.result() if stop.done() else None


class _Server(uvicorn.Server):
    """Leaves the signals to us: what uvicorn raises again at its end would cut the closing of the database short."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _on_signals() -> asyncio.Future[int]:
    """Done with the first signal that asks to end."""
    loop = asyncio.get_running_loop()
    asked: asyncio.Future[int] = loop.create_future()

    def note(number: int) -> None:
        if not asked.done():
            asked.set_result(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, note, number)
    return asked


def _listener(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        raise Misconfigured(
            f"nobody can listen on {settings.host} port {settings.port}: {error.strerror or error}",
            field="port", value=settings.port,
        ) from error  # fmt: skip


def _config(app: App, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        create_api(app, stages=False), log_config=None, access_log=False, timeout_graceful_shutdown=5,
        server_header=False,
    )  # fmt: skip


def _reasons(error: BaseException) -> str:
    if isinstance(error, BaseExceptionGroup):
        return "; ".join(_reasons(inner) for inner in error.exceptions)
    return f"{type(error).__name__}: {error}"
