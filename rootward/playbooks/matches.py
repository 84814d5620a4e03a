"""Matches: which cases one playbook fits now and why, which it was chosen for, and what came of its runs."""

from __future__ import annotations

from dataclasses import dataclass

from rootward.cases import read
from rootward.cases.model import Case
from rootward.kit.db import Connection
from rootward.packs.model import Pack
from rootward.playbooks import propose, store
from rootward.playbooks.match import Judged
from rootward.playbooks.store import PlaybookRun

__all__ = ["Fit", "Fits", "Standing", "matches", "standing"]

_MOST_MARKS = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Fit:
    """A case and how the playbook stands to it; `best` is the playbook that is proposed for it now, '' for none; `run`
    the newest one that it was chosen for."""

    case: Case
    judged: Judged
    best: str
    run: PlaybookRun | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Fits:
    items: tuple[Fit, ...]
    next_cursor: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Runs of a playbook by what came of them. `given_up` are the faults that it is not proposed for again, and how
    often it was tried for them in vain."""

    proposed: int
    at_work: int
    held: int
    not_held: int
    cannot_tell: int
    failures_allowed: int
    given_up: tuple[tuple[str, int], ...]

    @property
    def success_rate(self) -> float | None:
        """Of the runs of which one can tell; None without any."""
        known = self.held + self.not_held
        return self.held / known if known else None


def matches(connection: Connection, tenant: str, pack: Pack, name: str, *, limit: int, cursor: str = "") -> Fits:
    """The newest cases that are not over, judged as a proposal judges them: the work is that of `limit` proposals."""
    page = read.find(connection, tenant, read.CaseFilter(active=True), limit=limit, cursor=cursor)
    chosen = store.of_cases(connection, tenant, name, [case.case_id for case in page.items])
    fits = []
    for case in page.items:
        found = propose.candidates(connection, tenant, case.case_id, pack)
        judged = next(one for one in found.judged if one.playbook.name == name)
        best = found.best.playbook.name if found.best else ""
        fits.append(Fit(case=case, judged=judged, best=best, run=chosen.get(case.case_id)))
    return Fits(items=tuple(fits), next_cursor=page.next_cursor)


def standing(connection: Connection, tenant: str, pack: Pack, name: str) -> Standing:
    counts = store.tally(connection, tenant, name)
    came = {word: sum(many for (_, outcome), many in counts.items() if outcome == word)
            for word in ("held", "not_held", "cannot_tell")}  # fmt: skip
    limit = pack.repair.failures
    return Standing(
        **came, failures_allowed=limit,
        proposed=sum(many for (state, _), many in counts.items() if state == "proposed"),
        at_work=sum(many for (state, _), many in counts.items() if state in store.ACTIVE),
        given_up=tuple(store.given_up(connection, tenant, name, times=limit, limit=_MOST_MARKS)),
    )  # fmt: skip
