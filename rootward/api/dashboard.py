"""The dashboard: the built web application, served as files under a strict content security policy.

Only the addresses of its own pages answer with it; everything else stays what the HTTP interface says. What is built
stands in `rootward/dashboard/`, which a wheel brings along; a source checkout where nobody built it says so.
"""

from __future__ import annotations

import re
import secrets
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from rootward.errors import NotFound

__all__ = ["PAGES", "FOLDER", "install", "is_built"]

FOLDER = Path(str(files("rootward"))) / "dashboard"
PAGES = (
    "cases", "approvals", "playbooks", "playbook-runs", "tools", "executions", "topology", "audit", "budgets", "system",
    "settings", "welcome", "login", "invitation", "reset", "runs", "debug", "explore",
)  # fmt: skip
"""First parts of the addresses that the application shows; `web/src/routes.tsx` has the same."""
_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'self'"
)
_TYPES = {
    ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".woff2": "font/woff2",
    ".svg": "image/svg+xml", ".json": "application/json",
}  # fmt: skip
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_NOT_BUILT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Rootward</title>
<h1>The dashboard is not built</h1>
<p>The server works; only its web application is missing, because this is a source checkout.
<code>make dashboard</code> builds it (needs Node 20.19 or newer). An installed package brings it along.</p>
<p><a href="/docs">HTTP interface</a></p></html>"""


def install(api: FastAPI, folder: Path = FOLDER) -> None:
    """Add the addresses of the pages and of what they load, after every other route."""

    def shell(request: Request) -> Response:
        if request.url.path == "/" and "text/html" not in request.headers.get("accept", ""):
            return JSONResponse({"status": "ok", "service": "rootward"})  # who asks is no browser: a health check
        return _shell(folder)

    def asset(request: Request) -> Response:
        packed = "gzip" in request.headers.get("accept-encoding", "")
        return _asset(folder / "assets", str(request.path_params["name"]), packed=packed)

    for path in ("/", *(f"/{page}{rest}" for page in PAGES for rest in ("", "/{rest:path}"))):
        api.add_route(path, shell, methods=["GET"], include_in_schema=False)
    api.add_route("/assets/{name}", asset, methods=["GET"], include_in_schema=False)


def is_built(folder: Path = FOLDER) -> bool:
    return (folder / "index.html").is_file()


def _shell(folder: Path) -> Response:
    """The one page, with a nonce of its own in it and in its policy, so that no other inline code runs."""
    nonce = secrets.token_urlsafe(18)
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": _POLICY.format(nonce=nonce)}
    if not is_built(folder):
        return HTMLResponse(_NOT_BUILT, status_code=503, headers=headers)
    text = (folder / "index.html").read_text(encoding="utf-8")
    return HTMLResponse(text.replace("__NONCE__", nonce), headers=headers)


def _asset(folder: Path, name: str, *, packed: bool) -> Response:
    """A file whose name holds the hash of its content, packed for who can read that. Raises NotFound."""
    path = folder / name
    if not _NAME.fullmatch(name) or path.suffix not in _TYPES or not path.is_file():
        raise NotFound(f"the dashboard has no file {name[:100]!r}", field="name", value=name[:100])
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    twin = folder / f"{name}.gz"
    if packed and twin.is_file():
        return Response(
            twin.read_bytes(), media_type=_TYPES[path.suffix], headers=headers | {"Content-Encoding": "gzip"}
        )
    return Response(path.read_bytes(), media_type=_TYPES[path.suffix], headers=headers)
