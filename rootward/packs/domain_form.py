"""Domain form: a domain as exception platforms write it (`domainName`, `exceptionTypes`, `severityRules` …), and the
pack that it becomes.

What has no meaning of its own here is kept as a note, so that nobody believes in it; what is not known is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, JsonValue, StringConstraints

from rootward.errors import BadInput
from rootward.kit.canonical import sha256_hex
from rootward.packs.domain_conditions import event_form, quoted
from rootward.packs.playbook_model import PlaybookEntry, SeverityWord
from rootward.packs.taxonomy import EntityType
from rootward.packs.tool_model import DeclaredTool
from rootward.packs.values import Checked, Text

__all__ = [
    "EVENT", "MINE", "Body", "DomainForm", "DomainName", "GuardrailForm", "TypeName", "domain_body", "guarding",
    "listed", "slug", "version_of",
]  # fmt: skip

Body = dict[str, Any]
EVENT = "ExceptionRaised"
"""The type of the event that an exception is."""

MINE = '!action.tool.contains(".")'
"""A tool that such a pack declares: those that ship have a dot in their name."""


def _condition(text: str) -> str:
    try:
        return event_form(text)
    except BadInput as error:
        raise ValueError(error.message) from error


def _ruled(raw: Any) -> Any:
    return raw["condition"] if isinstance(raw, dict) and set(raw) <= {"condition", "name", "description"} else raw


def _called(raw: Any) -> Any:
    return {**raw, "name": "tool"} if isinstance(raw, dict) and "name" not in raw else raw


Condition = Annotated[str, StringConstraints(min_length=1, max_length=2000), AfterValidator(_condition)]
DomainName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][\w .&/-]{0,100}$")]
TypeName = Annotated[str, StringConstraints(pattern=r"^[^\s{}\x00-\x1f]{1,200}$")]


class RuleForm(Checked):
    condition: Condition
    severity: SeverityWord


class TypeForm(Checked):
    description: str = ""
    detectionRules: tuple[Annotated[Condition, BeforeValidator(_ruled)], ...] = ()
    severityRules: tuple[RuleForm, ...] = ()


class GuardrailForm(Checked):
    """Names of tools that alone, or never, may be called; below `humanApprovalThreshold` of confidence people agree."""

    allowLists: tuple[JsonValue, ...] = ()
    blockLists: tuple[JsonValue, ...] = ()
    humanApprovalThreshold: float | None = Field(default=None, ge=0, le=1)


class TestForm(Checked):
    input: dict[str, JsonValue]
    expectedOutput: dict[str, JsonValue]


class DomainForm(Checked):
    domainName: DomainName
    version: str = Field(default="", max_length=100)
    description: str = Field(default="", max_length=4000)
    entities: dict[Text, EntityType] = Field(default_factory=dict)
    exceptionTypes: dict[TypeName, TypeForm] = Field(default_factory=dict)
    severityRules: tuple[RuleForm, ...] = ()
    tools: dict[str, Annotated[DeclaredTool, BeforeValidator(_called)]] = Field(default_factory=dict)
    playbooks: Annotated[tuple[PlaybookEntry, ...], Field(strict=False)] = ()
    guardrails: GuardrailForm = GuardrailForm()
    testSuites: tuple[TestForm, ...] = ()


def slug(name: str) -> str:
    """`CapitalMarkets` as `capital-markets`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name)
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:40].rstrip("-")


def domain_body(form: DomainForm, raw: Body) -> Body:
    """The pack's body; `raw` is what was written, in which tools and playbooks stay as they are."""
    name = slug(form.domainName)
    tools = [{**item, "name": tool} for tool, item in raw.get("tools", {}).items()]
    types = {one: {"description": said.description} for one, said in form.exceptionTypes.items()}
    entities = {one: said.model_dump(mode="json", exclude_unset=True) for one, said in form.entities.items()}
    rules, notes = guarding(form.guardrails, name)
    return {
        "name": name,
        "version": version_of(form.version, raw),
        "description": form.description or f"The domain {form.domainName}.",
        "requires": ["sre"],
        "taxonomy": {"domains": {form.domainName: {"entities": entities, "types": types}}},
        "cases": {"opens": list(_openings(form, name)), "severity": list(_severities(form, name))},
        "tools": tools,
        "playbooks": list(raw.get("playbooks", ())),
        "policies": {"rules": rules},
        "tests": [{"input": one.input, "expected": one.expectedOutput} for one in form.testSuites],
        "notes": notes,
    }


def guarding(rails: GuardrailForm, name: str) -> tuple[list[Body], list[str]]:
    """What guardrails mean as rules, with a note for each entry that names no tool."""
    rules, notes = _threshold(rails.humanApprovalThreshold, name), list[str]()
    blocked, known = (_tools_in(entries) for entries in (rails.blockLists, rails.allowLists))
    if blocked:
        when = f"action.tool in [{listed(blocked)}]"
        rules.append(_rule(f"{name}-blocked", "deny", when, "it is on the block list"))
    if known:
        other = f"{MINE} && !(action.tool in [{listed(known)}])"
        rules.append(_rule(f"{name}-not-listed", "deny", other, "it is not on the allow list"))
    for entry in (*rails.blockLists, *rails.allowLists):
        if not isinstance(entry, str):
            notes.append(f"guardrails: {entry!r} is no name of a tool, so it has no effect")
    return rules, notes


def _tools_in(entries: tuple[JsonValue, ...]) -> list[str]:
    return [one for one in entries if isinstance(one, str)]


def _threshold(confidence: float | None, name: str) -> list[Body]:
    """People agree to what is done where the report is less sure than this, or nobody has said how sure it is."""
    if confidence is None:
        return []
    unsure = f"(!has(action.confidence) || action.confidence < {float(confidence)!r})"
    message = f"people agree to what is done with less confidence than {confidence:g}"
    return [_rule(f"{name}-threshold", "hold", f'{MINE} && action.effect != "read" && {unsure}', message)]


def _rule(name: str, effect: str, when: str, message: str) -> Body:
    return {"id": name, "effect": effect, "when": when, "message": message}


def listed(names: list[str]) -> str:
    return ", ".join(map(quoted, names))


def _openings(form: DomainForm, name: str) -> Iterator[Body]:
    """An exception of a known type opens a case; so does an event in which a detection rule finds one."""
    rest = {"kind": "exception", "dedup": ["payload.exceptionId"], "join_by": ["repeat"]}
    for place, (one, said) in enumerate(form.exceptionTypes.items(), 1):
        if said.detectionRules:
            when = " || ".join(f"({rule})" for rule in said.detectionRules)
            yield {
                "name": f"{name}-detected-{place}",
                "when": when,
                "title": f"{one} {{payload.exceptionId|entity}}",
            } | rest
    if form.exceptionTypes:
        yield {
            "name": name, "events": [EVENT], "when": f"payload.exceptionType in [{listed([*form.exceptionTypes])}]",
            "title": "{payload.exceptionType} {payload.exceptionId}",
        } | rest  # fmt: skip


def _severities(form: DomainForm, name: str) -> Iterator[Body]:
    """The rules of a type before those of the domain; the first that holds decides."""
    number = 0
    for one, said in form.exceptionTypes.items():
        for rule in said.severityRules:
            number += 1
            when = f"payload.exceptionType == {quoted(one)} && ({rule.condition})"
            yield {"name": f"{name}-severity-{number}", "when": when, "severity": rule.severity}
    for rule in form.severityRules:
        number += 1
        yield {"name": f"{name}-severity-{number}", "when": rule.condition, "severity": rule.severity}


def version_of(said: str, raw: Body) -> str:
    """What it calls itself, or, as these packs mostly say nothing, a word of its content."""
    return re.sub(r"[^0-9A-Za-z.+_-]", "-", said) or f"c{sha256_hex(raw)[:12]}"
