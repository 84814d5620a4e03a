"""Resources: what is acted on is named, narrow, and on a list of those who may act on it."""

from __future__ import annotations

import re
from functools import lru_cache

from rootward.governance.action import Action
from rootward.governance.decision import Word
from rootward.governance.surroundings import Surroundings
from rootward.packs.guardrail_model import AllowList
from rootward.packs.patterns import any_fits

__all__ = ["PERSON", "resources"]

PERSON = "person"
"""The agent of what no agent asks for."""

_WIDE = re.compile(r"[*?\[\]{}%\s\x00-\x1f]|(?:^|[/:])\.{1,2}(?=/|$)")
_URL_KIND = "url:"
_URL = re.compile(r"url:https?://[a-z0-9.:\[\]-]+(?:/(?!\.{1,2}(?:[/?#]|$))[^\s/*{}\\]*)*", re.IGNORECASE)
"""One address: a host that is named, and a path that does not climb."""
_HOLE = re.compile(r"^[^:]*:?$|//|:/|/$|::|:$")


def resources(action: Action, around: Surroundings) -> Word | None:
    if action.effect == "read" or around.guardrails is None:
        return None
    if around.tool is not None and around.tool.targeted and not action.targets:
        return _no("it names nothing to act on, which would mean everything", ())
    rails = around.guardrails
    for target in action.targets:
        if not _is_one(target):
            return _no(f"the target {target!r} is no single thing: it is empty in part, or a pattern", ())
        if any_fits(rails.block, target):
            return _no(f"nothing may act on {target}", ("block",))
    lists = [item for item in rails.allow if _is_for(item, action)]
    width = min((item.width for item in lists if item.width), default=rails.limits.targets)
    if len(set(action.targets)) > width:
        return _no(f"it acts on {len(set(action.targets))} things at once, more than {width}", ("width",))
    if lists:
        for target in action.targets:
            if not any(any_fits(item.targets, target) for item in lists):
                names = tuple(item.name for item in lists)
                return _no(f"{target} is not on the list of what {action.tool} may act on ({', '.join(names)})", names)
        if not action.targets:
            return _no(f"{action.tool} names no target, and may act on listed ones only", tuple(i.name for i in lists))
    return None


@lru_cache(maxsize=4096)
def _is_one(target: str) -> bool:
    if target.startswith(_URL_KIND):
        return _URL.fullmatch(target) is not None
    return _WIDE.search(target) is None and _HOLE.search(target) is None


def _is_for(item: AllowList, action: Action) -> bool:
    return any_fits(item.tools, action.tool) and any_fits(item.agents, action.requester.agent or PERSON)


def _no(reason: str, rules: tuple[str, ...]) -> Word:
    return Word(guard="resources", answer="deny", reason=reason, rule_ids=rules)
