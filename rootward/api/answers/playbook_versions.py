"""Versions of a playbook as they are answered: where it is declared, in which words, and what changed between two."""

from __future__ import annotations

from typing import Literal, TypedDict

from rootward.api.answers.packs import DiffLine

__all__ = ["PlaybookDeclaration", "PlaybookDifference", "PlaybookVersions"]


class PlaybookVersion(TypedDict):
    """A playbook as one version of a pack declares it. `in_force` says that this declaration decides, `layer` over
    which packs its pack lies (null for one that is not active), `came_with` whether the product or the tenant wrote
    it; `added` and `removed` are lines against the version of the same pack before it, null for the first."""

    pack: str
    version: str
    digest: str
    playbook_version: int | str
    kept_at: str | None
    kept_by: str
    activated_at: str | None
    activated_by: str
    came_with: Literal["product", "tenant"]
    active: bool
    in_force: bool
    layer: int | None
    added: int | None
    removed: int | None


class PlaybookVersions(TypedDict):
    """The newest first; `more`: there are older versions of packs that were not looked through."""

    items: list[PlaybookVersion]
    more: bool


class PlaybookDeclaration(PlaybookVersion):
    """`original`: the words of its file, with their comments; else written out from what is kept."""

    yaml: str
    original: bool


class PlaybookDifference(TypedDict):
    before: PlaybookVersion
    after: PlaybookVersion
    lines: list[DiffLine]
