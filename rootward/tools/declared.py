"""Declared: the HTTP tools of a tenant's packs, each one request with its arguments put in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlsplit

from rootward.governance.action import Effect, Risk
from rootward.kit.canonical import JSON, canonical
from rootward.kit.db import Connection
from rootward.kit.egress import Answer
from rootward.kit.egress_fetch import Ask, fetch
from rootward.kit.hosts import Hosts
from rootward.kit.secrets import is_reference
from rootward.packs.model import Pack
from rootward.packs.tool_model import DeclaredTool, DryRun, holes
from rootward.packs.values import nanoseconds
from rootward.tools.answered import body_of, check
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec
from rootward.tools.template import fill, fill_text, fill_url, secrets_in

__all__ = ["DeclaredHttp", "DeclaredTools", "risk_of"]

_MAX_BYTES = 1024 * 1024


class DeclaredTools:
    """Brings a tenant the tools that its packs declare."""

    def tools_of(self, _connection: Connection, _tenant: str, pack: Pack) -> Sequence[DeclaredHttp]:
        return _tools_of(pack)


@lru_cache(maxsize=256)
def _tools_of(pack: Pack) -> tuple[DeclaredHttp, ...]:
    return tuple(DeclaredHttp(_limited(item, pack), f"pack:{pack.name}") for item in pack.tools)


def _limited(item: DeclaredTool, pack: Pack) -> DeclaredTool:
    limits = pack.tool_limits.get(item.name)
    return item.model_copy(update=limits.model_dump(exclude_none=True)) if limits else item


@dataclass(frozen=True, slots=True)
class DeclaredHttp:
    """`preview` shows the request with its secrets left as references, and the answer to the dry run, if it has one."""

    declared: DeclaredTool
    origin: str

    @property
    def spec(self) -> ToolSpec:
        item = self.declared
        effect: Effect = item.effect or ("read" if item.method in ("GET", "HEAD") else "non_idempotent")
        return ToolSpec(
            name=item.name, description=item.description, schema=item.arguments, effect=effect,
            risk=item.risk or risk_of(effect), version=item.version, timeout_s=nanoseconds(item.timeout) / 1e9,
            retries=item.retries, cost_usd=item.cost_usd, rate_per_minute=item.rate_per_minute,
            concurrency=item.concurrency, targets=item.targets, sensitive=item.sensitive,
            hosts=(_server(item.url), *item.hosts), rollback=item.rollback, origin=self.origin,
        )  # fmt: skip

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        item = self.declared
        url, body = _request(item, arguments)
        answer = await self._send(item.method, url, item.headers, body, arguments, context)
        check(answer, item.name)
        value: dict[str, JSON] = {"status": answer.status, "body": body_of(answer)}
        return ToolResult(value=value, summary=f"{item.method} {_shown(url)} answered {answer.status}")

    async def preview(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        item = self.declared
        url, body = _request(item, arguments)
        request: dict[str, JSON] = {"method": item.method, "url": url, "headers": dict(item.headers)}
        if body is not None:
            request["body"] = fill(body, arguments, {})
        value: dict[str, JSON] = {"request": request}
        summary = f"would send {item.method} {_shown(url)}"
        if item.dry_run is not None:
            answer = await self._dry(item.dry_run, arguments, context)
            value["dry_run"] = {"status": answer.status, "body": body_of(answer)}
            summary += f"; the dry run answered {answer.status}"
        return ToolResult(value=value, summary=summary)

    async def _dry(self, dry_run: DryRun, arguments: dict[str, JSON], context: ToolContext) -> Answer:
        url, headers = fill_url(dry_run.url, arguments), dry_run.headers or self.declared.headers
        answer = await self._send(dry_run.method, url, headers, dry_run.body, arguments, context, is_read=True)
        return check(answer, f"the dry run of {self.declared.name}")

    async def _send(
        self, method: str, url: str, headers: dict[str, str], body: JSON, arguments: dict[str, JSON],
        context: ToolContext, *, is_read: bool = False,
    ) -> Answer:  # fmt: skip
        """Secrets are looked up here, for this request, and kept nowhere."""
        known: dict[str, str] = {}
        for mark, reference in (secrets_in(list(headers.values())) | secrets_in(body)).items():
            known[mark] = await context.outside.secret(reference)
        sent = {name: fill_text(value, known) for name, value in headers.items()}
        for name, value in headers.items():
            if is_reference(value) and value not in known:
                sent[name] = known[value] = await context.outside.secret(value)
        content = None if body is None else canonical(fill(body, arguments, known))
        plain = {"accept": "application/json"} | ({} if content is None else {"content-type": "application/json"})
        if context.idempotency_key and not is_read and self.spec.effect != "read":
            plain["idempotency-key"] = context.idempotency_key
        ask = Ask(
            method=method, url=url, hosts=Hosts.of([_listed(url), *self.declared.hosts]), content=content,
            headers={name.lower(): value for name, value in sent.items()}, open_headers=plain,
            secrets=tuple(known.values()), timeout_s=nanoseconds(self.declared.timeout) / 1e9, max_bytes=_MAX_BYTES,
        )  # fmt: skip
        return await fetch(context.outside.line, ask)


def risk_of(effect: Effect) -> Risk:
    """What a tool is taken for about which nobody said how dangerous it is."""
    risks: dict[Effect, Risk] = {
        "read": "low", "idempotent": "medium", "non_idempotent": "high", "destructive": "critical"
    }  # fmt: skip
    return risks[effect]


def _request(item: DeclaredTool, arguments: dict[str, JSON]) -> tuple[str, JSON]:
    """The URL, and the body with its places still empty; without a body of its own what the URL did not take."""
    url, body = fill_url(item.url, arguments), item.body
    if body is not None:
        return url, body
    taken = set(holes(item.url))
    rest = {name: value for name, value in arguments.items() if name not in taken}
    if item.method in ("GET", "HEAD"):
        pairs = "&".join(f"{quote(name, safe='')}={quote(_text(value), safe='')}" for name, value in rest.items())
        return url + (("&" if "?" in url else "?") + pairs if pairs else ""), None
    return url, {name: f"{{{name}}}" for name in rest}


def _text(value: JSON) -> str:
    return value if isinstance(value, str) else canonical(value).decode()


def _server(url: str) -> str:
    return urlsplit(url).netloc.lower()


def _listed(url: str) -> str:
    """The tool's own server, as a list of hosts names it."""
    return f"{urlsplit(url).scheme}://{_server(url)}"


def _shown(url: str) -> str:
    return url.partition("?")[0]
