"""The incidents: what is done to the shop, when, and what is therefore true."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bench.shop import clock
from bench.shop.changes import ChangeLog, unified
from bench.shop.databases import migrate
from bench.shop.fleet import Fleet, Rollout
from bench.shop.load import Crowd

RATE = 10.0
FRONT = ("service:checkout", "service:web")


@dataclass(slots=True, frozen=True, kw_only=True)
class Stage:
    """What an incident may touch."""

    fleet: Fleet
    changes: ChangeLog
    crowd: Crowd


@dataclass(slots=True, frozen=True, kw_only=True)
class Fault:
    """What was done: when it took effect, and the change to blame, if any."""

    onset: datetime
    change: str | None = None


Innocent = Callable[[Stage], str]
"""Does something harmless and returns its ingest id."""


@dataclass(slots=True, frozen=True, kw_only=True)
class Incident:
    """`bundle` is the name the recording gets; it must not give the cause away."""

    name: str
    bundle: str
    title: str
    entity: str | None
    kind: str | None
    first_failure: str | None
    impact: tuple[str, ...]
    noise: tuple[tuple[float, Innocent], ...]
    break_it: Callable[[Stage], Fault]
    before_s: float = 240.0
    after_s: float = 160.0
    credentials: Mapping[str, float] = field(default_factory=dict)
    seed: int = 1


def deploy(service: str, old: str, new: str, author: str, message: str) -> Innocent:
    rollout = Rollout(service=service, replace=((old, new),), author=author, message=message)
    return lambda stage: stage.fleet.roll_out(rollout)


def flag(service: str, name: str, value: bool, by: str) -> Innocent:
    return lambda stage: stage.fleet.flip(service, name, value, by)


BANNER = deploy("web", "over 40 EUR", "over 35 EUR", "mara", "web: lower the free delivery threshold in the banner")
PAGE_SIZE = deploy("catalog", "page_size = 20", "page_size = 24", "jonas", "catalog: show 24 products a page")
STATEMENT = deploy("payments", "SHOP ONLINE", "SHOP EU", "ines", "payments: shorter text on card statements")
THANKS = deploy("checkout", "for your order", "for shopping with us", "mara", "checkout: friendlier confirmation")
HISTORY = deploy("orders", "history_limit = 10", "history_limit = 12", "tomek", "orders: two more lines of history")
LOW_STOCK = deploy(
    "inventory", "low_stock_mark = 25", "low_stock_mark = 30", "ines", "inventory: earlier low stock mark"
)
ISSUER = deploy("auth", '"auth.shop"', '"auth.shop.eu"', "tomek", "auth: name the region in the issuer")
BADGE_ON = flag("web", "show_new_badge", True, "mara")


def _shrink_pool(stage: Stage) -> Fault:
    change = deploy(
        "orders",
        "pool_size = 20",
        "pool_size = 2",
        "tomek",
        "orders: use fewer connections, the new database plan counts them",
    )(stage)
    return Fault(onset=clock.now(), change=change)


def _migrate(stage: Stage) -> Fault:
    before, after = migrate(stage.fleet.work / "data")
    change = stage.changes.add(
        "migrations",
        "MigrationFinished",
        "catalog",
        {
            "migration": "0042_products_tax_class",
            "database": "catalog",
            "author": "jonas",
            "message": "catalog: products get a tax class",
            "diff": unified("catalog/schema.sql", before, after),
        },
    )
    return Fault(onset=clock.now(), change=change)


def _keep_everything(stage: Stage) -> Fault:
    change = deploy(
        "inventory",
        "max_entries = 20",
        "max_entries = 0",
        "ines",
        "inventory: keep availability views, fewer reads for returning customers",
    )(stage)
    return Fault(onset=clock.now(), change=change)


def _wait_for_expiry(stage: Stage) -> Fault:
    return Fault(onset=stage.fleet.credential_ends("orders"))


def _limit_rate(stage: Stage) -> Fault:
    stage.fleet.quota(2.0)
    return Fault(onset=clock.now())


def _audit_stock(stage: Stage) -> Fault:
    onset = clock.now()
    stage.fleet.run_job("bench.shop.audit_job", str(stage.fleet.work / "data" / "inventory.db"), "600")
    return Fault(onset=onset)


def _surge(stage: Stage) -> Fault:
    stage.crowd.rate = RATE * 1.6
    return Fault(onset=clock.now())


def _nothing(stage: Stage) -> Fault:
    return Fault(onset=clock.now())


INCIDENTS: dict[str, Incident] = {
    incident.name: incident
    for incident in (
        Incident(
            name="bad_deploy_pool",
            bundle="amber",
            title="Checkout is slow and failing at the front door",
            entity="service:orders",
            kind="config.pool_size",
            first_failure="service:orders",
            impact=FRONT,
            noise=((45, BANNER), (100, BADGE_ON), (160, LOW_STOCK)),
            break_it=_shrink_pool,
            seed=11,
        ),
        Incident(
            name="slow_query",
            bundle="birch",
            title="Customers wait at checkout",
            entity="service:catalog",
            kind="schema.slow_query",
            first_failure="service:catalog",
            impact=FRONT,
            noise=((40, STATEMENT), (95, HISTORY), (150, BADGE_ON)),
            break_it=_migrate,
            seed=12,
        ),
        Incident(
            name="decoy",
            bundle="cedar",
            title="Checkout errors at the front door",
            entity="service:inventory",
            kind="lock.contention",
            first_failure="service:inventory",
            impact=FRONT,
            noise=((50, THANKS), (110, BADGE_ON), (205, STATEMENT)),
            break_it=_audit_stock,
            seed=13,
        ),
        Incident(
            name="memory_leak",
            bundle="dune",
            title="Checkout fails for moments at a time",
            entity="service:inventory",
            kind="memory.leak",
            first_failure="service:inventory",
            impact=FRONT,
            noise=((40, ISSUER), (105, BADGE_ON), (150, PAGE_SIZE)),
            break_it=_keep_everything,
            after_s=200.0,
            seed=14,
        ),
        Incident(
            name="expired_credential",
            bundle="ember",
            title="No order gets through",
            entity="service:orders",
            kind="credential.expired",
            first_failure="service:orders",
            impact=FRONT,
            noise=((45, THANKS), (100, BADGE_ON), (165, PAGE_SIZE)),
            break_it=_wait_for_expiry,
            after_s=180.0,
            credentials={"orders": 275.0},
            seed=15,
        ),
        Incident(
            name="upstream_429",
            bundle="fjord",
            title="Payments fail at checkout",
            entity="external:cardnet",
            kind="upstream.rate_limited",
            first_failure="external:cardnet",
            impact=("service:payments", "service:orders", *FRONT),
            noise=((40, BANNER), (100, BADGE_ON), (160, HISTORY)),
            break_it=_limit_rate,
            seed=16,
        ),
        Incident(
            name="decoy_upstream",
            bundle="grove",
            title="Orders are refused at checkout",
            entity="external:cardnet",
            kind="upstream.rate_limited",
            first_failure="external:cardnet",
            impact=("service:payments", "service:orders", *FRONT),
            noise=((55, PAGE_SIZE), (120, BADGE_ON), (205, HISTORY)),
            break_it=_limit_rate,
            seed=17,
        ),
        Incident(
            name="quiet",
            bundle="heath",
            title="Some ordinary minutes",
            entity=None,
            kind=None,
            first_failure=None,
            impact=(),
            noise=((45, BANNER), (100, BADGE_ON), (160, PAGE_SIZE), (230, THANKS)),
            break_it=_nothing,
            before_s=240.0,
            after_s=60.0,
            seed=18,
        ),
        Incident(
            name="surge",
            bundle="islet",
            title="A busy moment",
            entity=None,
            kind=None,
            first_failure=None,
            impact=(),
            noise=((45, STATEMENT), (100, BADGE_ON)),
            break_it=_surge,
            before_s=200.0,
            after_s=120.0,
            seed=19,
        ),
    )
}
