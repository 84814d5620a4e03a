"""Releases: what was really brought to run, and when: commits joined with the deploys that carried them.

A commit by itself changes nothing that runs. It counts from the deploy that carries it: the one that names it, else the
next deploy of the thing whose name its files' paths bear. Where no deploys are reported at all, a commit counts itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rootward.causality.model import Change
from rootward.events.entity import name_of

__all__ = ["releases", "undeployed"]

_SUFFIXES = ("service", "svc", "server", "app", "api", "worker")


def releases(changes: Sequence[Change]) -> tuple[Change, ...]:
    """In order of time. A deploy whose commit is known is replaced by what the commit changed."""
    deploys = [change for change in changes if change.kind == "deploy"]
    commits = {change.commit: change for change in changes if change.kind == "commit" and change.commit}
    if not deploys:
        return tuple(changes)
    carried = {deploy.commit for deploy in deploys}
    found = [change for change in changes if change.kind not in ("deploy", "commit")]
    found += [_released(commits[one.commit], one) if one.commit in commits else one for one in deploys]
    for commit in (change for change in changes if change.kind == "commit" and change.commit not in carried):
        later = [deploy for deploy in deploys if deploy.at >= commit.at and _owns(deploy.entity, commit.files)]
        if later:
            found.append(_released(commit, min(later, key=lambda deploy: (deploy.at, deploy.ref))))
    return tuple(sorted(found, key=lambda change: (change.at, change.ref)))


def undeployed(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Commits that no deploy is known to have brought anywhere, where deploys are reported."""
    if not any(change.kind == "deploy" for change in changes):
        return ()
    released = {change.ref for change in releases(changes)}
    return tuple(change for change in changes if change.kind == "commit" and change.ref not in released)


def _released(commit: Change, deploy: Change) -> Change:
    """The commit's content at the deploy's place and time; what the deploy itself tells is kept where that is more."""
    told = commit if commit.nature != "unknown" or commit.risk is not None else replace(deploy, ref=commit.ref)
    return replace(
        told,
        entity=deploy.entity,
        at=deploy.at,
        kind="deploy",
        title=_title(commit, deploy),
        commit=commit.commit,
        released_by=deploy.ref,
    )


def _title(commit: Change, deploy: Change) -> str:
    said = re.search(r"\((.*)\)$", commit.title)
    return deploy.title if not said or said[1] in deploy.title else f"{deploy.title} ({said[1]})"


def _owns(entity: str, files: Iterable[str]) -> bool:
    """Whether a folder in one of the paths bears the entity's name, with or without the word for what it is."""
    name = _plain(name_of(entity))
    parts = {_plain(part) for path in files for part in path.split("/")[:-1]}
    return bool(name) and bool(parts & {name, _bare(name)} or {_bare(part) for part in parts if part} & {_bare(name)})


def _plain(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word.lower())


def _bare(word: str) -> str:
    return next((word[: -len(end)] for end in _SUFFIXES if word.endswith(end) and len(word) > len(end) + 2), word)
