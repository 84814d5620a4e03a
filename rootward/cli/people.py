"""People at the command line: found by their address or id, and what is done about one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rootward.cli import output
from rootward.cli.client import Client, connected, run
from rootward.cli.exit import Quit
from rootward.cli.options import Options
from rootward.cli.output import Column

__all__ = ["Listed", "show_link"]

Item = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A list of people: its `path` at the server, the word for one of them, the command that shows it, and how one is
    shown."""

    path: str
    word: str
    command: str
    columns: Sequence[Column]
    row: Callable[[Item], tuple[Any, ...]]

    async def find(self, client: Client, who: str) -> Item:
        """The one of that address or id. Raises Quit."""
        body = await client.get(self.path)
        for item in body["items"]:
            if who.strip().lower() in (item["email"], item["person_id"]):
                found: Item = item
                return found
        raise Quit(3, f"there is no {self.word} {who!r}", hint=self.command)

    def change(self, given: Options, who: str, verb: str, body: Any = None) -> None:
        """Do it, and show how they are then."""

        async def work() -> None:
            async with connected(given) as client:
                person = await self.find(client, who)
                item = await client.post(f"{self.path}/{person['person_id']}/{verb}", body)
                output.show(given, item, [self.row(item)], self.columns)

        run(work)

    def reset(self, given: Options, who: str) -> None:
        """Make a link by which they set another password, and show it."""

        async def work() -> None:
            async with connected(given) as client:
                person = await self.find(client, who)
                item = await client.post(f"{self.path}/{person['person_id']}/reset")
                if not given.as_table:
                    output.show_json(item)
                show_link(given, item, "Send it to them; with it they set another password.")

        run(work)


def show_link(given: Options, item: Item, what: str) -> None:
    """A link that nobody can show again, with what it is for; JSON has it already."""
    if given.as_table:
        print(item["link"])
        output.hint(f"This is the only time the link is shown. {what}")
