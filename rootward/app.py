"""The application: the only place where settings, database, bus, packs and plugins meet."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

import structlog

import rootward
from rootward import pipeline, upkeep
from rootward.agents.contract import Agent
from rootward.audit import keeping, signing, telling
from rootward.audit.keeping import Growth
from rootward.audit.keys import KeyFolder
from rootward.audit.note import Signer
from rootward.audit.sequencer import keep_sequencing
from rootward.audit.witness import Witness, named
from rootward.causality import parameters
from rootward.errors import BadInput, Misconfigured, NotFound, Unavailable
from rootward.events import dead_letters
from rootward.events.envelope import Limits
from rootward.events.ingest import Ingestor, ItemResult
from rootward.events.source import Source, SourceContext
from rootward.governance.switchboard import Switchboard
from rootward.investigations.conduct import Investigator
from rootward.kit import clock, migrate, registry, tracing
from rootward.kit import log as log_lines
from rootward.kit.addresses import Private
from rootward.kit.bus import Message
from rootward.kit.bus_sql import SqlBus
from rootward.kit.canonical import JSON, canonical
from rootward.kit.db import DISPATCHER, Connection, Database
from rootward.kit.egress import Egress
from rootward.kit.program import Programs
from rootward.kit.secrets import Secrets, Store, is_reference
from rootward.kit.secrets_aws import ParameterStore
from rootward.kit.secrets_vault import Vault
from rootward.kit.sigv4 import Keys
from rootward.packs.builtin import standard
from rootward.packs.model import Pack
from rootward.packs.store import active_pack
from rootward.pipeline import STAGES, Stages
from rootward.playbooks.execute import PlaybookRunner
from rootward.playbooks.gated import GateRequests
from rootward.playbooks.requests import Requests
from rootward.plugins import builtin
from rootward.plugins.agents.onset import estimate_onset
from rootward.plugins.judges import judge_of, with_judge
from rootward.plugins.sources.mapped import MappedSource
from rootward.plugins.tools.mcp import McpTools
from rootward.schema import messages
from rootward.settings import Settings, program_variables, secret_variables
from rootward.tenancy import jwt_claims, tenants
from rootward.tenancy.jwt import Bearer
from rootward.tenancy.jwt_claims import Rules
from rootward.tenancy.oidc import Client, Provider
from rootward.tenancy.principal import DEFAULT
from rootward.tenancy.sessions import Lives
from rootward.tenancy.sign_in import SignIn
from rootward.tenancy.sign_in_oidc import Newcomers, newcomers
from rootward.tools.catalogue import Catalogue
from rootward.tools.contract import Tool
from rootward.tools.declared import DeclaredTools
from rootward.tools.execute import Executor
from rootward.tools.gateway import Gateway
from rootward.tools.openness import Openness
from rootward.tools.outside import Outside, WayOut
from rootward.tools.ports import Everything, Ports

__all__ = ["App", "open_app", "prepare_folder"]

log = structlog.get_logger()
_DAY_NS = 86_400 * 1_000_000_000
Register = Callable[[registry.Registry], None]
STAGE_NAMES = tuple(stage.name for stage in STAGES)


@dataclass(frozen=True, slots=True)
class App:
    """Everything a face (HTTP, command line) may use."""

    settings: Settings
    db: Database
    bus: SqlBus
    ingestor: Ingestor
    gateway: Gateway
    catalogue: Catalogue
    outside: Callable[[str], Outside]
    ports: Ports
    stages: Stages
    requests: Requests
    sources: Mapping[str, Source]
    limits: Limits
    key: bytes = field(repr=False)
    """The installation's own secret, for keyed hashes and for sealing."""
    audit_keys: KeyFolder
    witnesses: Sequence[Witness]
    bearer: Bearer | None
    """Reads the identity provider's tokens, where there is one."""
    switches: Switchboard
    sign_in: SignIn
    provider: Provider | None
    """Where people may sign in beside here."""
    newcomers: Newcomers

    def now(self) -> int:
        return clock.now_ns()

    async def pack_of(self, tenant: str) -> Pack:
        return await self.stages.pack_of(tenant)

    def pins_of(self, pack: Pack) -> dict[str, JSON]:
        return self.stages.pins_of(pack)

    def signer(self) -> Signer:
        """The key that signs audit checkpoints now. Raises Misconfigured."""
        return self.audit_keys.keys().signer

    async def sign_rest(self) -> None:
        """Sign what no loop will sign any more: an embedded command ends before its next round."""
        waiting = await self.db.read(signing.unsigned, tenant=DISPATCHER) if self.db.is_sqlite else []
        if waiting:
            await keeping.sign_all(self.db, self.signer(), Growth(), every=False)

    async def receive(self, tenant: str, source: str, body: bytes, headers: Mapping[str, str]) -> list[ItemResult]:
        """Read a vendor's body with the named source and store what it says.

        A body that cannot be read at all is set aside, and the refusal (BadInput) names the dead letter. Raises
        NotFound for an unknown source. Who sends it, and whether it is signed, has been checked before.
        """
        reader = await self._source(tenant, source)
        context = SourceContext(tenant=tenant, now_ns=self.now(), limits=self.limits)
        try:
            return await self.ingestor.take(
                tenant, lambda: (reader.parse(body, headers, context),), source=source, body=body
            )
        except BadInput as error:
            kept = await asyncio.to_thread(dead_letters.clean, body)
            unit = partial(
                dead_letters.bury, tenant=tenant, kind="ingest", source=source, reason=error.message, raw=kept,
                field=str(error.facts.get("field") or "") or None, headers=headers,
            )  # fmt: skip
            error.facts["dead_letter"] = await self.db.run(unit, tenant=tenant)
            raise

    async def run_stages(self, names: Collection[str] = STAGE_NAMES) -> None:
        """Run pipeline stages, and what must happen beside them, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(pipeline.run(self.stages, names, concurrency=self.settings.concurrency))
            tasks.create_task(upkeep.run(self.db, self.pack_of, self.bus))
            growth, pause_s = Growth(), self.settings.audit_checkpoint_s
            if not self.db.is_sqlite:
                tasks.create_task(keep_sequencing(self.db, growth.grown.add))
            tasks.create_task(keeping.keep_signing(self.db, self.signer, growth, pause_s=pause_s))
            tasks.create_task(telling.keep_telling(self.db, self.witnesses, growth, pause_s=pause_s))

    def holding(self) -> AbstractContextManager[None]:
        """Meanwhile nothing that comes in has an effect yet: a recording is decided when all of it is there, however
        fast it is sent."""
        return self.bus.holding()

    async def settle(self, timeout_s: float = 300.0) -> None:
        """Wait until everything ingested so far has had its effect. Raises Unavailable after `timeout_s`."""
        deadline = clock.monotonic() + timeout_s
        while not await self.bus.idle():
            if clock.monotonic() > deadline:
                raise Unavailable(f"work still waits after {timeout_s:g} s", who="pipeline")
            await asyncio.sleep(0.02)

    async def _source(self, tenant: str, name: str) -> Source:
        if name in self.sources:
            return self.sources[name]
        pack = await self.pack_of(tenant)
        for mapping in pack.sources:
            if mapping.name == name:
                return MappedSource(mapping)
        known = sorted({*self.sources, *(mapping.name for mapping in pack.sources)})
        raise NotFound(f"there is no source {name!r}; there are {', '.join(known)}", field="source", value=name)


@asynccontextmanager
async def open_app(settings: Settings, plugins: Sequence[Register] = ()) -> AsyncIterator[App]:
    """Open the database (made and migrated when it is embedded), wire everything, and let go of it at the end. The
    packs that ship, which everything asks for, are read meanwhile.

    `plugins` come beside those that are built in or installed."""
    if not structlog.is_configured():  # nobody said how; what leaves unredacted is not an answer
        log_lines.configure("warning", settings.log_format)
    prepare_folder(settings)
    db = Database(settings.resolved_database_url, max_waiting=settings.max_waiting_events)
    stop_tracing = tracing.configure(settings.trace_endpoint, version=rootward.__version__)
    try:
        await asyncio.gather(asyncio.to_thread(_prepare_schema, db), asyncio.to_thread(standard))
        await db.run(tenants.ensure_default, tenant=DISPATCHER)
        app = _wire(settings, db, plugins)
        yield app
        await app.sign_rest()
    finally:
        await db.close()
        await asyncio.to_thread(stop_tracing)


def _wire(settings: Settings, db: Database, more: Sequence[Register]) -> App:
    plugins = registry.load([builtin.register, *more])
    tools = plugins.all("tool", Tool)  # type: ignore[type-abstract]
    origins = {name: f"plugin:{plugin}" for name, plugin in plugins.plugins_of("tool").items()}
    catalogue = Catalogue(tools, [DeclaredTools(), McpTools()], origins)
    audit_keys = KeyFolder(folder=settings.resolved_audit_dir, secret=settings.audit_key)
    ports = Everything(tools=catalogue, signer=lambda: audit_keys.keys().signer)
    burial = _Burial(ports)
    bus = burial.bus = SqlBus(
        db, messages, bury=burial, lease_s=settings.lease_s, poll_s=settings.poll_s, max_attempts=settings.max_attempts
    )
    way_out = _way_out(settings)
    switches = Switchboard(db)
    gateway = Gateway(db, tools, outside=way_out.of, openness=Openness(db, ports, switches))
    agents = {agent.name: agent for agent in plugins.all("agent", Agent)}  # type: ignore[type-abstract]
    judge = judge_of(plugins)
    packs = _Packs(db)
    investigator = Investigator(
        db, gateway, with_judge(agents, judge), estimate_onset=estimate_onset, pack_of=packs.of, switches=switches,
        owner=_owner(), lease_s=settings.lease_s, agent_timeout_s=settings.agent_timeout_s,
    )  # fmt: skip
    requests = GateRequests(ports, bus)
    playbooks = PlaybookRunner(
        db, bus, gateway, requests=requests, pack_of=packs.of, owner=_owner(), lease_s=settings.lease_s
    )
    stages = Stages(
        db=db, bus=bus, pack_of=packs.of, pins_of=partial(_pins, judge=judge.name if judge else ""),
        investigator=investigator, playbooks=playbooks, executor=Executor(db, ports, bus, outside=way_out.of),
    )  # fmt: skip
    key = _dedup_key(settings)
    ingestor = Ingestor(db, bus, key=key, max_waiting=settings.max_waiting_events)
    limits = Limits(
        past_window_ns=settings.past_window_days * _DAY_NS,
        future_window_ns=settings.future_window_s * 1_000_000_000,
        max_batch=settings.max_batch,
    )
    sources = {source.name: source for source in plugins.all("source", Source)}  # type: ignore[type-abstract]
    witnesses = named(
        settings.audit_witnesses, egress=Egress(Private(everywhere=True)), token=settings.audit_witness_token
    )
    bearer = Bearer(Path(settings.jwt_keys), _jwt_rules(settings)) if settings.jwt_keys else None
    return App(
        settings, db, bus, ingestor, gateway, catalogue, way_out.of, ports, stages, requests, sources, limits, key,
        audit_keys, witnesses, bearer, switches, SignIn(db, key=key, lives=_lives(settings)),
        _provider(settings, way_out.secrets), newcomers(settings.oidc_domains, settings.oidc_role),
    )  # fmt: skip


def _provider(settings: Settings, references: Secrets) -> Provider | None:
    """The operator says where it is, so it may be at a private address."""
    if not settings.oidc_issuer:
        return None
    reference = settings.oidc_client_secret
    if reference and not is_reference(reference):
        raise Misconfigured(
            "oidc_client_secret is a reference to the secret (env:NAME, file:NAME, …), not the secret itself",
            field="oidc_client_secret",
        )  # fmt: skip
    secret = partial(references.resolve, DEFAULT, reference) if reference else None
    client = Client(
        issuer=settings.oidc_issuer, client_id=settings.oidc_client_id, name=settings.oidc_name, secret=secret
    )
    return Provider(Egress(Private(everywhere=True)), client)


def _lives(settings: Settings) -> Lives:
    return Lives(idle_ns=int(settings.session_idle_s * 1e9), most_ns=int(settings.session_max_s * 1e9))


def _jwt_rules(settings: Settings) -> Rules:
    return Rules(
        issuer=settings.jwt_issuer, audience=settings.jwt_audience, grants=jwt_claims.grants(settings.jwt_roles),
        tenant_claim=settings.jwt_tenant_claim, role_claim=settings.jwt_role_claim,
    )  # fmt: skip


def _way_out(settings: Settings) -> WayOut:
    """Where live sources may be: on one's own machine anywhere, behind a login where the operator says so."""
    permitted = settings.egress_private.split(",") if settings.egress_private else []
    mine = settings.is_loopback and not settings.require_login and not permitted
    references = Secrets(secret_variables(), settings.resolved_secrets_dir, _stores(settings))
    sandboxes = settings.data_dir / "sandbox"
    programs = Programs.of(settings.mcp_commands.split(","), program_variables())
    return WayOut(Egress(Private.of(permitted, everywhere=mine)), references, sandboxes, programs)


def _stores(settings: Settings) -> dict[str, Store]:
    """Stores of secrets; the operator says where they are, so they may be at private addresses."""
    egress, stores = Egress(Private(everywhere=True)), dict[str, Store]()
    if settings.vault_url:
        stores["vault"] = Vault(
            egress=egress, url=settings.vault_url, token=settings.vault_token, token_file=settings.vault_token_file,
            mount=settings.vault_mount, prefix=settings.vault_prefix, namespace=settings.vault_namespace,
        )  # fmt: skip
    if settings.aws_region:
        keys = Keys(
            access=settings.aws_access_key_id, secret=settings.aws_secret_access_key,
            session=settings.aws_session_token,
        )  # fmt: skip
        stores["ssm"] = ParameterStore(
            egress=egress, region=settings.aws_region, keys=keys, prefix=settings.aws_ssm_prefix,
            url=settings.aws_ssm_url,
        )  # fmt: skip
    return stores


class _Packs:
    """The effective pack of each tenant; read anew each time, parsed once for each content."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def of(self, tenant: str) -> Pack:
        return await self._db.read(partial(active_pack, tenant=tenant), tenant=tenant)


def _pins(pack: Pack, *, judge: str = "") -> dict[str, JSON]:
    """What decides a report beside the data: the pack, this version, the parameters of causality, and a judge."""
    pins: dict[str, JSON] = {"packs": pack.digest, "product": rootward.__version__, "parameters": _parameters()}
    return pins | {"judge": judge} if judge else pins


@cache
def _parameters() -> str:
    """They are constants of this version, and every batch of events asks for them."""
    return parameters.digest()


@dataclass(slots=True)
class _Burial:
    """Writes the dead letter of a message that is given up, and ends what it carried. The bus needs it, and it needs
    the bus."""

    ports: Ports
    bus: SqlBus | None = None

    def __call__(self, connection: Connection, message: Message, reason: str) -> None:
        assert self.bus is not None
        pipeline.buried(connection, message, reason, ports=self.ports, bus=self.bus)
        dead_letters.bury(
            connection, message.tenant, kind="message", source=message.topic, reason=reason,
            raw=dead_letters.clean(canonical(message.body)), attempts=message.attempts,
        )  # fmt: skip


def _prepare_schema(db: Database) -> None:
    """An embedded database follows the version that opens it; a server's is upgraded by whoever owns it."""
    if db.is_sqlite:
        migrate.upgrade(db.write_engine)
        return
    found = migrate.current_revision(db.write_engine)
    if found != migrate.head_revision():
        raise Misconfigured(
            f"the database is at revision {found or 'none'}, this version needs {migrate.head_revision()}: "
            "run `rootward db upgrade` once",
            field="database_url",
        )  # fmt: skip
    if migrate.bypasses_row_security(db.write_engine):
        log.warning("database.role_bypasses_row_security", advice="use a role without SUPERUSER and BYPASSRLS")


def _owner() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"


def prepare_folder(settings: Settings) -> None:
    """Make the data folder, for us alone, unless it is there. Raises Misconfigured."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise Misconfigured(
            f"the data folder {settings.data_dir} cannot be made: {error.strerror}", field="data_dir"
        ) from error


def _dedup_key(settings: Settings) -> bytes:
    """The configured key, or one that is made once and kept beside the embedded database, readable by us alone."""
    if settings.dedup_key:
        return settings.dedup_key.encode()
    path: Path = settings.data_dir / "dedup.key"
    if not path.exists():
        part = path.with_name(f"dedup.{secrets.token_hex(4)}")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was first: its key is the key
            os.link(part, path)
        part.unlink()
    return path.read_bytes()
