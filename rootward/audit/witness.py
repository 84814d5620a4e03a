"""A witness: who keeps a copy of the newest checkpoint in another domain of trust. Several may be named in settings.

file:/mnt/elsewhere/rootward.checkpoints     appended to a file, on another disk than the database
git:/srv/witness                             appended to a file of a git folder and committed
https://witness.example/checkpoints          posted, `text/plain`, with a bearer token where one is set
syslog:/dev/log · syslog://host:514 · syslog+tcp://host:601      one line, RFC 5424
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from rootward.audit.witness_file import FileWitness
from rootward.audit.witness_git import GitWitness
from rootward.audit.witness_http import HttpWitness
from rootward.audit.witness_syslog import SyslogWitness
from rootward.errors import Misconfigured
from rootward.kit.egress import Egress, origin_of

__all__ = ["Witness", "named"]


class Witness(Protocol):
    @property
    def name(self) -> str:
        """As people named it in settings; holds no credentials."""
        ...

    async def keep(self, note: str) -> None:
        """Keep the checkpoint durably. Raises Unavailable to be asked again later, Conflict when the witness has seen
        more of this log than the checkpoint says: then the database is older than its witness."""
        ...

    async def seen(self) -> str | None:
        """What it has kept, if it can be read from here; None where somebody else must be asked."""
        ...


def named(text: str, *, egress: Egress, token: str = "") -> Sequence[Witness]:
    """The witnesses of a setting, separated by commas. Raises Misconfigured for one that is none of these."""
    return [_one(part.strip(), egress, token) for part in text.split(",") if part.strip()]


def _one(text: str, egress: Egress, token: str) -> Witness:
    kind, _, rest = text.partition(":")
    try:
        if kind == "file" and Path(rest).is_absolute():
            return FileWitness(Path(rest))
        if kind == "git" and Path(rest).is_absolute():
            return GitWitness(Path(rest))
        if kind in ("http", "https") and origin_of(text):
            return HttpWitness(text, egress, token)
        if kind in ("syslog", "syslog+tcp") and (Path(rest).is_absolute() or urlsplit(text).hostname):
            return SyslogWitness(text)
    except ValueError as error:
        raise Misconfigured(f"{text!r} is no witness: {error}", field="audit_witnesses") from error
    raise Misconfigured(
        f"{text!r} is no witness: file:/PATH, git:/FOLDER, https://…, syslog:/dev/log or syslog://HOST:PORT",
        field="audit_witnesses",
    )
