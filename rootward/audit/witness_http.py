"""A witness behind a URL: the checkpoint is posted, and any answer of success means that it is kept."""

from __future__ import annotations

from urllib.parse import urlsplit

from rootward.errors import Conflict, Denied, Unavailable
from rootward.kit.egress import Egress, Target

__all__ = ["HttpWitness"]


class HttpWitness:
    """`409` is how a witness says that it has seen more than this."""

    def __init__(self, url: str, egress: Egress, token: str) -> None:
        parts = urlsplit(url)
        self.name = url
        self._path = parts.path
        headers = {"authorization": f"Bearer {token}"} if token else {}
        self._target = Target(name=url, url=f"{parts.scheme}://{parts.netloc}", headers=headers, max_bytes=64 * 1024)
        self._egress = egress

    async def keep(self, note: str) -> None:
        try:
            async with self._egress.line(self._target) as line:
                answer = await line.once(
                    "POST", self._path, content=note.encode(), headers={"content-type": "text/plain; charset=utf-8"}
                )
        except Denied as error:
            raise Unavailable(error.message, who=self.name) from error
        if answer.status == 409:
            raise Conflict(f"{self.name} has seen more of this log, or another one", field="witness")
        if not 200 <= answer.status < 300:
            raise Unavailable(f"{self.name} answered {answer.status}", who=self.name)

    async def seen(self) -> str | None:
        return None
