"""Split some events of a case off into a case of its own; merging that one back undoes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import sqlalchemy as sa

from rootward.cases import timeline
from rootward.cases.lifecycle import change
from rootward.cases.model import PREFIXES, Case
from rootward.cases.open import blank_row, take_numbers
from rootward.cases.read import by_id
from rootward.cases.rules import Rules, rules_of
from rootward.cases.symptom import Resolution, Symptom, read_symptom
from rootward.errors import BadInput, Conflict
from rootward.events.entity import service_of
from rootward.events.model import SEVERITIES, Event
from rootward.events.rows import sliced
from rootward.events.store import find_events
from rootward.kit import clock
from rootward.kit.db import Connection, insert_new, upsert
from rootward.packs.model import Pack
from rootward.schema import alert_states, case_events, case_keys, cases

__all__ = ["split"]


def split(
    connection: Connection, tenant: str, case_id: str, *, event_ids: Sequence[str] = (), entity: str = "", pack: Pack,
    actor: str, reason: str, title: str = "",
) -> Case:  # fmt: skip
    """The new case with the named events, or with those about `entity`; their alerts and what follows go with them.

    Both timelines say which events went where. Raises BadInput for an event that the case does not have, Conflict for a
    case that is over or would have no event left.
    """
    source = by_id(connection, tenant, case_id, for_change=True)
    if source.is_terminal:
        raise Conflict(f"{source.number} is {source.state}: nothing is split off it", case=source.case_id)
    events = _events_of(connection, tenant, source)
    moved = _chosen(source, events, event_ids, entity)
    stay = [event for event in events if event.id not in {one.id for one in moved}]
    if not stay:
        raise Conflict(f"{source.number} would have no event left: it is that case already", case=source.case_id)
    rules = rules_of(pack)
    made = _open(connection, tenant, source, moved, rules, actor=actor, reason=reason, title=title)
    _move_links(connection, tenant, source, made, moved, actor=actor, reason=reason)
    _move_alerts(connection, tenant, source, made, moved, stay, rules)
    _move_keys(connection, tenant, source, made, moved, stay, rules)
    return by_id(connection, tenant, made.case_id)


def _events_of(connection: Connection, tenant: str, case: Case) -> list[Event]:
    table = case_events.c
    query = sa.select(table.event_id).where(table.tenant == tenant, table.case_id == case.case_id)
    ids = [str(one) for one in connection.execute(query.order_by(table.event_ts)).scalars()]
    return [event for part in sliced(ids) for event in find_events(connection, tenant, ids=part, limit=len(part))]


def _chosen(source: Case, events: Sequence[Event], event_ids: Sequence[str], entity: str) -> list[Event]:
    if bool(event_ids) == bool(entity):
        raise BadInput("name either events or an entity to split off", field="events")
    known = {event.id for event in events}
    for one in event_ids:
        if one not in known:
            raise BadInput(f"{source.number} has no event {one!r}", field="events", value=one)
    found = [event for event in events if event.id in event_ids or (entity and service_of(event.entity) == entity)]
    if not found:
        raise BadInput(f"{source.number} has no event about {entity!r}", field="entity", value=entity)
    return found


def _open(
    connection: Connection, tenant: str, source: Case, moved: Sequence[Event], rules: Rules, *, actor: str, reason: str,
    title: str,
) -> Case:  # fmt: skip
    case_id, now = clock.new_id("case"), clock.now_ns()
    number = f"{PREFIXES[source.kind]}-{take_numbers(connection, tenant, 1)}"
    symptoms = [item for event in moved if isinstance(item := read_symptom(event, rules), Symptom)]
    severity = min((item.severity for item in symptoms), key=SEVERITIES.index, default=source.severity)
    about = Counter(service_of(event.entity) for event in moved).most_common(1)[0][0]
    name = title or (symptoms[0].title if symptoms else f"{source.title} (split)")
    row = blank_row(
        tenant, case_id, kind=source.kind, number=number, title=name, severity=severity, entity=about, now=now
    )
    ids = [event.id for event in moved]
    seq = timeline.append(
        connection, tenant, case_id, kind="opened", actor=actor, text=f"Split off {source.number}: {reason}",
        body={"number": number, "kind": source.kind, "title": name, "from": source.case_id, "events": [*ids]},
    )  # fmt: skip
    row |= {
        "first_event_ts": min(event.ts for event in moved), "last_event_ts": max(event.ts for event in moved),
        "event_count": len(moved), "split_from": source.case_id, "seq": seq,
        "source": min(moved, key=lambda event: (event.ts, event.id)).source,
    }  # fmt: skip
    connection.execute(cases.insert(), row)
    return by_id(connection, tenant, case_id)


def _move_links(
    connection: Connection, tenant: str, source: Case, made: Case, moved: Sequence[Event], *, actor: str, reason: str
) -> None:
    table = case_events.c
    ids = [event.id for event in moved]
    here = [table.tenant == tenant, table.case_id == source.case_id]
    rows = [
        dict(row)
        for part in sliced(ids)
        for row in connection.execute(sa.select(case_events).where(*here, table.event_id.in_(part))).mappings()
    ]
    copies = [
        {
            **row, "case_id": made.case_id, "rule": "split", "key": source.case_id, "seq": made.seq,
            "reason": f"was in {source.number} ({row['reason']})",
        }
        for row in rows
    ]  # fmt: skip
    insert_new(connection, case_events, copies)
    for part in sliced(ids):
        connection.execute(case_events.delete().where(*here, table.event_id.in_(part)))
    ends = sa.select(sa.func.min(table.event_ts), sa.func.max(table.event_ts))
    first, last = connection.execute(ends.where(*here)).one()
    went = "1 event" if len(ids) == 1 else f"{len(ids)} events"
    change(
        connection, tenant, source, kind="split", actor=actor, text=f"{went} split off into {made.number}: {reason}",
        body={"into": made.case_id, "events": [*ids]}, event_count=max(0, source.event_count - len(ids)),
        first_event_ts=first, last_event_ts=last,
    )  # fmt: skip


def _move_alerts(
    connection: Connection, tenant: str, source: Case, made: Case, moved: Sequence[Event], stay: Sequence[Event],
    rules: Rules,
) -> None:  # fmt: skip
    """An alert goes with its newest event."""
    newest: dict[str, tuple[int, bool]] = {}
    for goes, events in ((False, stay), (True, moved)):
        for event in events:
            item = read_symptom(event, rules)
            if isinstance(item, Symptom | Resolution):
                newest[item.fingerprint] = max(newest.get(item.fingerprint, (-1, False)), (event.ts, goes))
    going = [fingerprint for fingerprint, (_, goes) in newest.items() if goes]
    table = alert_states.c
    for part in sliced(sorted(going)):
        connection.execute(
            alert_states.update()
            .where(table.tenant == tenant, table.case_id == source.case_id, table.fingerprint.in_(part))
            .values(case_id=made.case_id)
        )


def _move_keys(
    connection: Connection, tenant: str, source: Case, made: Case, moved: Sequence[Event], stay: Sequence[Event],
    rules: Rules,
) -> None:  # fmt: skip
    """Later events like those that went find the new case; what only they had in common leads no more to the old."""
    going, staying = _keys(moved, rules), _keys(stay, rules)
    rows = [{"tenant": tenant, "key": key, "case_id": made.case_id, "last_ts": ts} for key, ts in sorted(going.items())]
    upsert(connection, case_keys, rows, update=("last_ts",))
    table = case_keys.c
    for part in sliced(sorted(going.keys() - staying.keys())):
        connection.execute(
            case_keys.delete().where(table.tenant == tenant, table.case_id == source.case_id, table.key.in_(part))
        )


def _keys(events: Sequence[Event], rules: Rules) -> dict[str, int]:
    found: dict[str, int] = {}
    for event in events:
        item = read_symptom(event, rules)
        for key in (*item.own_keys, item.title_key) if isinstance(item, Symptom) else ():
            found[key] = max(found.get(key, 0), event.ts)
    return found
