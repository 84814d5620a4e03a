"""Tools of a pack: HTTP tools that are declared instead of programmed, servers of tools (MCP), and hosts to reach.

A mapping of tools as exception platforms write it (`{name: {description, parameters, endpoint, version,
timeoutSeconds, maxRetries}}`) is taken as it is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, JsonValue, StringConstraints, model_validator

from rootward.errors import BadInput
from rootward.kit.canonical import canonical
from rootward.kit.egress_fetch import parts_of
from rootward.kit.hosts import check_host
from rootward.kit.json_schema import NoSchema, check_schema
from rootward.kit.redact_names import secret_name
from rootward.kit.secrets import is_reference, references_in
from rootward.packs.connection import Header, SecretReference, Url, Visible
from rootward.packs.values import Checked, Duration, Name, Text, only_once

__all__ = [
    "HOLE", "Classified", "DeclaredTool", "DryRun", "EgressRules", "McpServer", "ToolHost", "ToolLimits", "ToolList",
    "ToolName", "holes",
]  # fmt: skip

HOLE = re.compile(r"(?<!\$)\{([A-Za-z_][A-Za-z0-9_]{0,99})\}")
"""Where an argument is put; `${NAME}` is a secret."""

Effect = Literal["read", "idempotent", "non_idempotent", "destructive"]
Risk = Literal["low", "medium", "high", "critical"]
Method = Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
ToolName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$", max_length=120)]
Pointer = Annotated[str, StringConstraints(pattern=r"^(/[^/]+)+$", max_length=200)]
ToolHost = Annotated[str, AfterValidator(check_host)]

_FROM_LIST = Field(strict=False)
"""What a validator has seen before is no JSON any more, in which a list would do for a tuple."""
_MOST_SCHEMA = 64 * 1024
_OTHER_NAMES = {"endpoint": "url", "parameters": "arguments", "timeoutSeconds": "timeout", "maxRetries": "retries"}
_PLAIN_TYPES = ("string", "number", "integer", "boolean", "object", "array", "null")


def holes(value: JsonValue) -> Iterator[str]:
    """The names of the arguments that a template takes, keys of objects aside."""
    if isinstance(value, str):
        yield from HOLE.findall(value)
    elif isinstance(value, dict):
        for item in value.values():
            yield from holes(item)
    elif isinstance(value, list):
        for item in value:
            yield from holes(item)


def _template(url: str) -> str:
    """A URL whose holes are in its path and query, and which holds no secret: URLs end up in logs."""
    if any(references_in(url)):
        raise ValueError("a URL holds no secret; put it into a header")
    server = re.match(r"https?://[^/?{}]+(?=[/?]|$)", url)
    if server is None:
        raise ValueError(f"{url[:200]!r} must begin with a server, https://host, and have its holes behind that")
    try:
        parts_of(HOLE.sub("x", url))
    except BadInput as error:
        raise ValueError(error.message) from error
    return url


UrlTemplate = Annotated[str, AfterValidator(_template)]


class DryRun(Checked):
    """A request that changes nothing and shows what a tool would act on; its answer is part of what is approved."""

    method: Literal["GET", "HEAD", "POST"] = "GET"
    url: UrlTemplate
    headers: dict[Header, Visible] = Field(default_factory=dict)
    body: JsonValue = None


class Classified(Checked):
    """What a person says about a tool, whatever it says about itself. `targets` are templates of what is acted on
    (`service:{name}`), `sensitive` are JSON pointers of the arguments that decide what is hit, `rollback` is the tool
    that takes it back (none: nothing does)."""

    name: ToolName
    effect: Effect | None = None
    risk: Risk | None = None
    cost_usd: float = Field(default=0.0, ge=0, le=10_000)
    rate_per_minute: int = Field(default=0, ge=0, le=100_000)
    concurrency: int = Field(default=0, ge=0, le=1000)
    targets: Annotated[tuple[Text, ...], _FROM_LIST] = ()
    sensitive: Annotated[tuple[Pointer, ...], _FROM_LIST] = ()
    rollback: str = Field(default="", max_length=120)


class DeclaredTool(Classified):
    """An HTTP tool. `{name}` in `url` and `body` is an argument, `${NAME}`, `env:NAME` or `file:NAME` in `headers` and
    `body` a secret. `arguments` is a JSON Schema, closed if it does not say so. Without a `body` the arguments that
    are not in the URL are sent as JSON, or in the query where there is no body. `hosts` are further servers that a
    redirect may lead to."""

    description: Text
    version: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z.+_-]{0,126}$")] = "1"
    method: Method = "POST"
    url: UrlTemplate
    headers: dict[Header, Visible] = Field(default_factory=dict)
    body: JsonValue = None
    arguments: dict[str, JsonValue] = Field(default_factory=lambda: closed({"type": "object", "properties": {}}))
    timeout: Duration = "10s"
    retries: int = Field(default=0, ge=0, le=10)
    hosts: Annotated[tuple[ToolHost, ...], _FROM_LIST] = ()
    dry_run: DryRun | None = None

    @model_validator(mode="before")
    @classmethod
    def _other_names(cls, raw: Any) -> Any:
        return _renamed(raw) if isinstance(raw, dict) else raw

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        _check_arguments(self.arguments)
        known = self.arguments.get("properties")
        known = known if isinstance(known, dict) else {}
        needed = self.arguments.get("required")
        needed = needed if isinstance(needed, list) else []
        urls = [self.url, *([self.dry_run.url] if self.dry_run else [])]
        bodies = [self.body, *([self.dry_run.body] if self.dry_run else [])]
        for name in holes([*urls, *bodies, *self.targets]):
            if name not in known:
                raise ValueError(f"{{{name}}} is not among the arguments")
        for name in holes(list(urls)):
            if name not in needed:
                raise ValueError(f"{{{name}}} is in a URL, so the argument must be required")
        for headers in (self.headers, *([self.dry_run.headers] if self.dry_run else [])):
            _check_headers(headers)
        return self


class ToolLimits(Checked):
    """What a tenant wants different of a tool that a pack beneath declares."""

    timeout: Duration | None = None
    retries: int | None = Field(default=None, ge=0, le=10)


class McpServer(Checked):
    """A server of tools that speaks the Model Context Protocol: at a `url`, or started with a `command` that the
    operator permits (ROOTWARD_MCP_COMMANDS). `tools` is what a person says of its tools; one that nobody speaks of is
    taken for non_idempotent and of high risk. None can be called before it was enabled."""

    name: Name
    url: Url | Literal[""] = ""
    command: tuple[Text, ...] = Field(default=(), max_length=50)
    environment: dict[Annotated[str, StringConstraints(pattern=r"^[A-Z_][A-Z0-9_]{0,99}$")], Visible] = Field(
        default_factory=dict
    )
    token: SecretReference = ""
    headers: dict[Header, Visible] = Field(default_factory=dict)
    timeout: Duration = "30s"
    tools: tuple[Classified, ...] = ()

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if bool(self.url) == bool(self.command):
            raise ValueError("needs either a url or a command")
        if self.command and (self.token or self.headers):
            raise ValueError("a command takes its credentials from its environment, not from a token or headers")
        if self.url and self.environment:
            raise ValueError("an environment has a meaning for a command only")
        _check_headers(self.headers)
        _check_headers(self.environment)
        only_once(item.name for item in self.tools)
        return self


class EgressRules(Checked):
    """The hosts that `http.get` and `http.request` may reach: `api.example.com`, `*.example.com`, `host:8443`."""

    hosts: tuple[ToolHost, ...] = ()


def _listed(raw: Any) -> Any:
    """`{name: {…}}` as a list of tools with names."""
    if not isinstance(raw, dict):
        return raw
    return [{**item, "name": name} if isinstance(item, dict) else item for name, item in raw.items()]


ToolList = Annotated[tuple[DeclaredTool, ...], _FROM_LIST, BeforeValidator(_listed)]


def closed(schema: dict[str, JsonValue]) -> dict[str, JsonValue]:
    return {**schema, "additionalProperties": False}


def _renamed(raw: dict[str, Any]) -> dict[str, Any]:
    found = {_OTHER_NAMES.get(key, key): value for key, value in raw.items()}
    if len(found) < len(raw):
        raise ValueError("a key is there under both of its names")
    if isinstance(found.get("timeout"), int | float):
        found["timeout"] = f"{math.ceil(float(found['timeout']) * 1000)}ms"
    arguments = found.get("arguments")
    if isinstance(arguments, dict):
        if "properties" not in arguments and arguments.get("type") != "object":
            arguments = _schema_of(arguments)
        found["arguments"] = {"type": "object", "properties": {}, "additionalProperties": False, **arguments}
    return found


def _schema_of(parameters: dict[str, Any]) -> dict[str, Any]:
    """`{orderId: {type: string, required: true}}` as a JSON Schema."""
    properties, required = {}, []
    for name, said in parameters.items():
        if not isinstance(said, dict):
            said = {"type": said}
        if said.get("required") is True:
            required.append(name)
        rest = {key: value for key, value in said.items() if key != "required"}
        kind = str(rest.get("type", "string")).lower()
        properties[name] = {**rest, "type": kind if kind in _PLAIN_TYPES else "string"}
    return {"type": "object", "properties": properties, "required": required}


def _check_arguments(schema: dict[str, JsonValue]) -> None:
    if schema.get("type") != "object" or schema.get("additionalProperties") is not False:
        raise ValueError("arguments must be a JSON Schema of a closed object (additionalProperties: false)")
    text = canonical(schema).decode()
    if len(text) > _MOST_SCHEMA or '"$ref"' in text:
        raise ValueError(f"arguments must be a JSON Schema of at most {_MOST_SCHEMA} characters, without $ref")
    try:
        check_schema(schema)
    except NoSchema as error:
        raise ValueError(f"arguments are not a JSON Schema: {error}") from error


def _check_headers(headers: dict[str, str]) -> None:
    for name, value in headers.items():
        named = secret_name(name.encode()) is not None
        if named and not is_reference(value) and not any(references_in(value)):
            raise ValueError(f"{name!r} holds a secret: give a reference, ${{NAME}} or file:NAME")
        if any(HOLE.findall(value)):
            raise ValueError(f"{name!r} takes no arguments: they belong into the URL or the body")
