"""Documents: Markdown that people wrote, kept by section and found by words.

A document that is added again in other words is a new version; the old one stays for readers of an older version. Text
is redacted before it is kept, and is data: nothing in it is ever followed.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from rootward.errors import BadInput, NotFound, TooLarge
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.kit.redact import redact_text
from rootward.knowledge.memory import KNOWLEDGE
from rootward.schema import document_sections, document_terms, documents
from rootward.tenancy import changes

__all__ = ["Document", "Hit", "Section", "add", "listed", "remove", "search", "sections_of", "words_of"]

_MOST_BYTES = 1_000_000
_MOST_SECTIONS = 2_000
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$")
_FENCE = re.compile(r"^ {0,3}(```|~~~)")
_WORD = re.compile(r"[a-z0-9]+(?:[_.-][a-z0-9]+)*")
_PART = re.compile(r"[_.-]+")
_COMMON = frozenset(_WORD.findall(
    "a an and are as at be by can do for from has have if in into is it its no not of on or so than that the then "
    "there these this to was were what when where which who will with you your"
))  # fmt: skip
_K1, _B = 1.2, 0.75  # of BM25 (Robertson and Zaragoza 2009, section 3)
_SNIPPET = 400


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    document_id: str
    path: str
    title: str
    digest: str
    kind: str
    added_by: str
    added_at: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """`heading` is the way to it: `Connection pools / Pool exhausted`."""

    heading: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """A section that answers a search; `matched` are the words that it was found by."""

    path: str
    title: str
    heading: str
    text: str
    score: float
    matched: tuple[str, ...]


def add(connection: Connection, tenant: str, path: str, text: str, *, by: str, kind: str = "runbook") -> bool:
    """Keep a document under its path; False when exactly this is there already. Raises BadInput, TooLarge."""
    if not path.strip() or len(path) > 500:
        raise BadInput(f"a document's path has 1 to 500 characters, not {path[:80]!r}", field="path", value=path[:80])
    if len(text.encode()) > _MOST_BYTES:
        raise TooLarge(f"{path}: a document has at most {_MOST_BYTES} bytes", field="text", limit=_MOST_BYTES)
    clean = redact_text(text.replace("\x00", ""))
    digest = hashlib.sha256(clean.encode()).hexdigest()
    document_id = _id_of(path)
    known = _current(connection, tenant, document_id)
    if known is not None and known.digest == digest:
        return False
    found = sections_of(clean, path)
    seq = changes.append(connection, tenant, KNOWLEDGE, document_id, {"verb": "added", "path": path, "by": by})
    _retire(connection, tenant, document_id, seq)
    row = {
        "tenant": tenant, "document_id": document_id, "seq": seq, "path": path, "title": _title(found, path),
        "digest": digest, "kind": kind, "added_by": by, "added_at": clock.now_ns(), "gone_seq": None,
    }  # fmt: skip
    connection.execute(documents.insert(), row)
    _index(connection, tenant, document_id, seq, found)
    return True


def remove(connection: Connection, tenant: str, path: str, *, by: str) -> None:
    """Raises NotFound."""
    document_id = _id_of(path)
    if _current(connection, tenant, document_id) is None:
        raise NotFound(f"there is no document {path!r}", field="path", value=path)
    seq = changes.append(connection, tenant, KNOWLEDGE, document_id, {"verb": "removed", "path": path, "by": by})
    _retire(connection, tenant, document_id, seq)


def listed(connection: Connection, tenant: str) -> list[Document]:
    """What is there now, by path."""
    table = documents.c
    query = sa.select(documents).where(table.tenant == tenant, table.gone_seq.is_(None)).order_by(table.path)
    return [
        Document(**{name: row[name] for name in Document.__slots__}) for row in connection.execute(query).mappings()
    ]


def search(
    connection: Connection, tenant: str, words: str | Sequence[str], *, as_of: int, limit: int = 10
) -> list[Hit]:
    """The sections that answer best to these words, by BM25, as the documents were at `as_of`."""
    wanted = sorted({*words_of(words if isinstance(words, str) else " ".join(words))})[:64]
    if not wanted:
        return []
    there = _there(tenant, as_of)
    term = document_terms.c
    part = document_sections.c
    same = sa.and_(
        part.tenant == term.tenant, part.document_id == term.document_id, part.seq == term.seq, part.place == term.place
    )
    query = (
        sa.select(term.term, term.times, part.document_id, part.seq, part.place, part.words)
        .join(document_sections, same)
        .join(there, sa.and_(there.c.document_id == term.document_id, there.c.seq == term.seq))
        .where(term.tenant == tenant, term.term.in_(wanted))
    )
    rows = [_Found(*row) for row in connection.execute(query)]
    sizes = sa.select(sa.func.count(), sa.func.avg(part.words)).join(
        there, sa.and_(there.c.document_id == part.document_id, there.c.seq == part.seq)
    )
    count, mean = connection.execute(sizes.where(part.tenant == tenant)).one()
    scores = _scored(rows, int(count or 0), float(mean or 1.0))
    best = sorted(scores.items(), key=lambda pair: (-pair[1][0], pair[0]))[:limit]
    return [_hit(connection, tenant, place, score, matched) for place, (score, matched) in best]


def sections_of(text: str, path: str) -> list[Section]:
    """A Markdown text by its headings (CommonMark ATX headings; not inside fenced code). Text before the first heading
    belongs to the document itself."""
    found: list[Section] = []
    trail: list[tuple[int, str]] = []
    lines: list[str] = []
    fence = ""

    def close() -> None:
        body = "\n".join(lines).strip()
        if body or trail:
            heading = " / ".join(name for _, name in trail) or path
            found.append(Section(heading=heading[:300], text=body))
        lines.clear()

    for line in text.splitlines():
        mark = _FENCE.match(line)
        if mark:
            fence = "" if fence == mark[1] else fence or mark[1]
        heading = None if fence or mark else _HEADING.match(line)
        if heading is None:
            lines.append(line)
            continue
        close()
        level = len(heading[1])
        trail = [*(step for step in trail if step[0] < level), (level, heading[2])]
    close()
    return [section for section in found if section.text or len(found) == 1][:_MOST_SECTIONS]


def words_of(text: str) -> list[str]:
    """Words as they are searched: lower case, also the parts of joined ones, without the commonest and plurals."""
    found = []
    for word in _WORD.findall(text.lower()):
        parts = _PART.split(word)
        for one in (word, *parts) if len(parts) > 1 else parts:
            if len(one) > 1 and one not in _COMMON and len(one) <= 60:
                found.append(one[:-1] if len(one) > 3 and one.endswith("s") and not one.endswith("ss") else one)
    return found


class _Found(NamedTuple):
    """That a section has a word."""

    term: str
    times: int
    document_id: str
    seq: int
    place: int
    words: int


def _scored(
    rows: Sequence[_Found], count: int, mean: float
) -> dict[tuple[str, int, int], tuple[float, tuple[str, ...]]]:
    having = Counter(row[0] for row in rows)
    scores: dict[tuple[str, int, int], tuple[float, tuple[str, ...]]] = {}
    for term, times, document_id, seq, place, words in rows:
        rarity = math.log(1 + (count - having[term] + 0.5) / (having[term] + 0.5))
        gain = rarity * times * (_K1 + 1) / (times + _K1 * (1 - _B + _B * words / mean))
        score, matched = scores.get((document_id, seq, place), (0.0, ()))
        scores[document_id, seq, place] = (score + gain, tuple(sorted((*matched, term))))
    return scores


def _hit(
    connection: Connection, tenant: str, place: tuple[str, int, int], score: float, matched: tuple[str, ...]
) -> Hit:
    part = document_sections.c
    of = documents.c
    on = sa.and_(of.tenant == part.tenant, of.document_id == part.document_id, of.seq == part.seq)
    query = sa.select(part.heading, part.text, of.path, of.title).join(documents, on)
    row = connection.execute(
        query.where(part.tenant == tenant, part.document_id == place[0], part.seq == place[1], part.place == place[2])
    ).one()
    return Hit(path=row.path, title=row.title, heading=row.heading, text=row.text[:_SNIPPET], score=round(score, 4),
               matched=matched)  # fmt: skip


def _there(tenant: str, as_of: int) -> sa.Subquery:
    """The version of each document that was there at `as_of`."""
    table = documents.c
    gone = sa.or_(table.gone_seq.is_(None), table.gone_seq > as_of)
    query = sa.select(table.document_id, table.seq).where(table.tenant == tenant, table.seq <= as_of, gone)
    return query.subquery()


def _current(connection: Connection, tenant: str, document_id: str) -> sa.Row[tuple[object, ...]] | None:
    table = documents.c
    query = sa.select(documents).where(
        table.tenant == tenant, table.document_id == document_id, table.gone_seq.is_(None)
    )
    return connection.execute(query).first()


def _retire(connection: Connection, tenant: str, document_id: str, seq: int) -> None:
    table = documents.c
    old = documents.update().where(table.tenant == tenant, table.document_id == document_id, table.gone_seq.is_(None))
    connection.execute(old.values(gone_seq=seq))


def _index(connection: Connection, tenant: str, document_id: str, seq: int, found: Sequence[Section]) -> None:
    key = {"tenant": tenant, "document_id": document_id, "seq": seq}
    rows, terms = [], []
    for place, section in enumerate(found):
        words = words_of(f"{section.heading} {section.heading} {section.text}")  # a heading counts twice
        rows.append(key | {"place": place, "heading": section.heading, "text": section.text, "words": len(words)})
        terms += [key | {"place": place, "term": term, "times": times} for term, times in Counter(words).items()]
    if rows:
        connection.execute(document_sections.insert(), rows)
    if terms:
        connection.execute(document_terms.insert(), terms)


def _title(found: Sequence[Section], path: str) -> str:
    first = found[0].heading.split(" / ")[0] if found else path
    return (first or path)[:300]


def _id_of(path: str) -> str:
    return "doc_" + hashlib.sha256(path.encode()).hexdigest()[:20]
