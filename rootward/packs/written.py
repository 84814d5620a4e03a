"""Written: an item of a pack as YAML: as the file of a shipped pack has it, else written out from what is kept."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from rootward.packs.builtin import builtin, shipped, shipped_text
from rootward.packs.playbook_forms import playbook_name

__all__ = ["Written", "as_yaml", "playbook_text"]

_BREAKS = re.compile("[\r\x85\u2028\u2029]")
"""What YAML takes for the end of a line: read as the sign that it is only with its escape."""
_NEVER = 1_000_000
"""Lines are not folded: what is compared line by line is one thing a line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """`original`: the words of its file, with their comments; a pack that was sent is kept as values, without them."""

    text: str
    original: bool


class _Dumper(yaml.SafeDumper):
    """Of several lines one under the other, and lists that are set in as people set them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if _BREAKS.search(text) else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def as_yaml(value: Any) -> str:
    """Keys in the order in which they are kept."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_NEVER)


def playbook_text(pack: str, digest: str, item: Mapping[str, Any]) -> Written:
    """The declaration of a playbook, an item of the body of the pack with this digest."""
    if pack in shipped() and digest == builtin(pack).digest:
        return Written(text=_pieces(pack)[playbook_name(dict(item))], original=True)
    return Written(text=as_yaml(dict(item)), original=False)


@lru_cache(maxsize=8)
def _pieces(pack: str) -> Mapping[str, str]:
    """The playbooks of a shipped pack by name, each with the comments that stand over it and in it."""
    text = shipped_text(pack, "playbooks")
    lines = text.splitlines()
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(node, yaml.SequenceNode)
    starts = [item.start_mark.line for item in node.value]
    names = [playbook_name(item) for item in yaml.safe_load(text)]
    ends = [*starts[1:], len(lines)]
    return {name: _piece(lines, start, end) for name, start, end in zip(names, starts, ends, strict=True)}


def _piece(lines: list[str], start: int, end: int) -> str:
    """Without the dash of the list that it stands in, and without what stands over the next one."""
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    own = [lines[start].replace("-", " ", 1), *lines[start + 1 : end]]
    return textwrap.dedent("\n".join(own)) + "\n"
