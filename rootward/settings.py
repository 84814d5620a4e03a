"""Settings: everything the process reads from the environment, read once and frozen.

Deployment only (where is the database, how long is a lease). What a tenant could want different is pack data.
Each field's metadata is its documentation; `rootward doctor` and docs/reference list them from here.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from rootward.errors import Misconfigured

__all__ = ["Settings", "describe", "from_environment", "program_variables", "secret_variables"]

PREFIX = "ROOTWARD_"
SECRET_PREFIX = PREFIX + "SECRET_"


def _setting(
    default: Any, doc: str, *, secret: bool = False, least: float = -math.inf, most: float = math.inf,
    among: tuple[str, ...] = (),
) -> Any:  # fmt: skip
    limits = {"least": least, "most": most, "among": among}
    return field(default=default, metadata={"doc": doc, "secret": secret, **limits})


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """How this process is deployed; `ROOTWARD_<FIELD>` sets a field."""

    data_dir: Path = _setting(Path(".rootward"), "folder of the embedded database, keys and backups")
    database_url: str = _setting("", "sqlite:///PATH or postgresql://…; empty: SQLite in the data folder", secret=True)
    host: str = _setting("127.0.0.1", "address to listen on; another than loopback needs require_login")
    port: int = _setting(8080, "port to listen on; 0: any that is free", least=0, most=65535)
    require_login: bool = _setting(False, "ask for a token on loopback too; must be true elsewhere")
    log_level: str = _setting("info", "debug, info, warning or error", among=("debug", "info", "warning", "error"))
    log_format: str = _setting("auto", "json, text, or auto (text on a terminal)", among=("json", "text", "auto"))
    max_body_mb: int = _setting(64, "largest request body in MiB, also after decompression", least=1)
    max_batch: int = _setting(10_000, "most events in one batch", least=1)
    max_waiting_events: int = _setting(50_000, "events that may wait for a commit before 429", least=1)
    past_window_days: int = _setting(3650, "events older than this are refused", least=1)
    future_window_s: int = _setting(300, "events further ahead of the clock than this are marked skewed", least=0)
    lease_s: float = _setting(15.0, "seconds after which a silent worker's work is taken over", least=0.1)
    poll_s: float = _setting(0.5, "seconds between looks into the queue when nothing wakes it", least=0.01)
    concurrency: int = _setting(4, "messages of one stage handled at the same time", least=1)
    max_attempts: int = _setting(3, "attempts before a message goes to the dead letters", least=1)
    agent_timeout_s: float = _setting(30.0, "seconds an agent may take before its result is left out", least=0.1)
    dedup_key: str = _setting("", "key of the keyed hashes; empty: made once and kept in the data folder", secret=True)
    jwt_keys: str = _setting(
        "", "JWKS file whose keys sign an identity provider's bearer tokens; empty: none are taken"
    )
    jwt_issuer: str = _setting("", "iss of those tokens")
    jwt_audience: str = _setting("rootward", "aud of those tokens")
    jwt_tenant_claim: str = _setting("tenant", "claim that holds the id of exactly one tenant")
    jwt_role_claim: str = _setting("role", "claim that holds one value or several of jwt_roles")
    jwt_roles: str = _setting(
        "", "VALUE=ROLE or VALUE=ROLE:KIND, comma-separated, the first that is held counts; KIND is human, service or "
        "agent"
    )  # fmt: skip
    oidc_issuer: str = _setting(
        "", "OpenID Connect provider at which people may sign in, https://…; empty: none"
    )  # fmt: skip
    oidc_client_id: str = _setting("", "what that provider calls this server")
    oidc_client_secret: str = _setting(
        "", "reference to the secret that it gave this server: env:NAME, file:NAME, vault:PATH#FIELD or ssm:NAME; "
        "empty: none is needed", secret=True
    )  # fmt: skip
    oidc_name: str = _setting("single sign-on", "what the button of the login page calls it")
    oidc_domains: str = _setting(
        "", "domains whose verified e-mail addresses come in without an invitation, comma-separated, with oidc_role in "
        "the default tenant; empty: who is not invited stays outside"
    )  # fmt: skip
    oidc_role: str = _setting("viewer", "role of who comes in by oidc_domains")
    session_idle_s: float = _setting(28_800.0, "seconds after which a session that nobody uses ends", least=1)
    session_max_s: float = _setting(259_200.0, "seconds after which a session ends, used or not", least=1)
    public_url: str = _setting(
        "", "address at which people reach this server, for links and the identity provider, such as "
        "https://rootward.example; empty: the one that a request was sent to"
    )  # fmt: skip
    ingest_secret: str = _setting(
        "", "what POST /agent-runs must carry as X-Ingest-Secret, where it carries no token: SECRET for the default "
        "tenant, or TENANT=SECRET, comma-separated; empty: it is not asked for", secret=True
    )  # fmt: skip
    cors_origins: str = _setting(
        "", "origins whose web pages may call the interface, comma-separated (https://console.example.com); empty: none"
    )
    webhook_secret_github: str = _setting("", "secret that signs GitHub deliveries", secret=True)
    egress_private: str = _setting(
        "", "hosts and networks at private addresses that live sources may be at, comma-separated; empty: without a "
        "login any, with one none"
    )  # fmt: skip
    mcp_commands: str = _setting(
        "", "commands that may be started as MCP servers, comma-separated, each as a whole; with * at its end, what "
        "begins with its words; empty: none"
    )  # fmt: skip
    secrets_dir: str = _setting("", "folder of secrets in files, TENANT/NAME; empty: secrets in the data folder")
    vault_url: str = _setting("", "HashiCorp Vault or OpenBao that vault: references read; empty: none")
    vault_token: str = _setting("", "token for Vault", secret=True)
    vault_token_file: str = _setting("", "file with the token for Vault, read anew each time; before vault_token")
    vault_mount: str = _setting("secret", "KV engine, version 2, of Vault")
    vault_prefix: str = _setting("rootward", "folder in Vault that holds one folder for each tenant")
    vault_namespace: str = _setting("", "namespace of Vault, where it has them")
    aws_region: str = _setting("", "region whose Parameter Store ssm: references read; empty: none")
    aws_access_key_id: str = _setting("", "access key for the Parameter Store")
    aws_secret_access_key: str = _setting("", "secret key for the Parameter Store", secret=True)
    aws_session_token: str = _setting("", "session token of keys that were lent for a time", secret=True)
    aws_ssm_prefix: str = _setting("rootward", "parameters are called /PREFIX/TENANT/NAME")
    aws_ssm_url: str = _setting("", "endpoint of the Parameter Store; empty: the region's own")
    audit_dir: str = _setting("", "folder of the keys that sign audit checkpoints; empty: `audit` in the data folder")
    audit_key: str = _setting(
        "", "32 bytes in base64 that sign audit checkpoints, for servers without a folder in common; empty: made once "
        "and kept in audit_dir", secret=True
    )  # fmt: skip
    audit_checkpoint_s: float = _setting(1.0, "seconds after which what is new in an audit log is signed", least=0.05)
    audit_witnesses: str = _setting(
        "", "who keeps a copy of each audit checkpoint, comma-separated: file:/PATH, git:/FOLDER, https://…, "
        "syslog:/dev/log, syslog://HOST:PORT, syslog+tcp://HOST:PORT"
    )  # fmt: skip
    audit_witness_token: str = _setting("", "bearer token that witnesses behind a URL ask for", secret=True)
    trace_endpoint: str = _setting("", "OTLP/HTTP endpoint for Rootward's own spans; empty: none are sent")

    @property
    def resolved_database_url(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'rootward.db'}"

    @property
    def resolved_secrets_dir(self) -> Path:
        return Path(self.secrets_dir) if self.secrets_dir else self.data_dir / "secrets"

    @property
    def resolved_audit_dir(self) -> Path:
        return Path(self.audit_dir) if self.audit_dir else self.data_dir / "audit"

    @property
    def local_address(self) -> str:
        """Where this server is reached from its own machine; one that listens everywhere is there, too."""
        host = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port or 80}"

    @property
    def address(self) -> str:
        """Where people reach this server when no request has told it, without a slash at its end."""
        return self.public_url.rstrip("/") or self.local_address

    @property
    def is_loopback(self) -> bool:
        return self.host in ("127.0.0.1", "::1", "localhost")


def from_environment(environment: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Read `ROOTWARD_*`, then put `overrides` (command-line flags that are not None) over it.

    An empty variable is one that is not set. Unknown `ROOTWARD_` names are ignored here and listed by
    `rootward doctor`. Raises Misconfigured naming the variable and the value.
    """
    source = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    for item in fields(Settings):
        name = PREFIX + item.name.upper()
        if source.get(name, "").strip():
            values[item.name] = _parse(name, source[name], item)
    values |= {name: value for name, value in overrides.items() if value is not None}
    for item in fields(Settings):
        if item.name in values:
            _check(item, values[item.name])
    return replace(Settings(), **values)


def secret_variables(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """The variables that a reference to a secret can reach, `ROOTWARD_SECRET_…`, with their values."""
    source = os.environ if environment is None else environment
    return {name: value for name, value in source.items() if name.startswith(SECRET_PREFIX)}


def program_variables(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a program that is started sees of this process's environment."""
    source = os.environ if environment is None else environment
    return {name: source[name] for name in ("PATH", "HOME") if name in source}


def describe() -> list[tuple[str, str, str]]:
    """(environment name, default, meaning) of every setting, in order."""
    return [(PREFIX + item.name.upper(), str(item.default), str(item.metadata["doc"])) for item in fields(Settings)]


def _parse(name: str, text: str, item: Field[Any]) -> Any:
    kind: Any = item.default.__class__
    try:
        if kind is bool:
            return _WORDS[text.strip().lower()]
        return text.strip().lower() if item.metadata["among"] else kind(text)
    except (KeyError, ValueError) as error:
        wanted = {bool: "true or false", int: "a whole number", float: "a number"}[kind]
        raise Misconfigured(f"{name} must be {wanted}, not {text!r}", field=name) from error


def _check(item: Field[Any], value: Any) -> None:
    name, least, most, among = PREFIX + item.name.upper(), *(item.metadata[key] for key in ("least", "most", "among"))
    if among and value not in among:
        raise Misconfigured(f"{name} must be one of {', '.join(among)}, not {value!r}", field=name)
    if isinstance(value, int | float) and not (least <= value <= most and value != math.inf):
        limits = f"from {least:g}" + (f" to {most:g}" if math.isfinite(most) else "")
        raise Misconfigured(f"{name} must be a number {limits}, not {value!r}", field=name)


_WORDS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
