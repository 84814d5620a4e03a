"""`rootward schema`."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from rootward.cli import options
from rootward.cli.exit import Quit
from rootward.events.envelope import envelope_json_schema

cli = options.group()


@cli.command()
def schema(name: Annotated[str, typer.Argument(help="envelope")] = "envelope") -> None:
    """Print the JSON Schema of the event envelope."""
    if name != "envelope":
        raise Quit(2, f"there is no schema {name!r}; there is: envelope")
    print(json.dumps(envelope_json_schema(), indent=2, ensure_ascii=False))
