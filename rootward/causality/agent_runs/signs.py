"""Signs: what in a conversation speaks for a step being the one that decided its failure, each with its reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Literal, get_args

from rootward.causality.agent_runs.conversation import Conversation

__all__ = ["REASONS", "SIGNS", "Sign", "signs_of"]

Sign = Literal[
    "opens", "answers_first", "first_code", "code", "assumes", "manual", "recalls", "origin", "last_vain", "opens_code",
    "lists", "unchecked", "continues", "coordinates", "first_worker", "second_worker", "third_worker", "last_worker",
]  # fmt: skip
SIGNS: tuple[Sign, ...] = get_args(Sign)
REASONS: dict[Sign, str] = {
    "opens": "it sets the plan that the others follow",
    "answers_first": "it is the first that works on the task",
    "first_code": "it is the first that writes code",
    "code": "it writes code",
    "assumes": "it goes on from an assumption, an estimate or made-up data",
    "manual": "it leaves the work to somebody's hands instead of doing it",
    "recalls": "it relies on what is known, not on what was looked up",
    "origin": "what the end concludes appears here first",
    "last_vain": "what it ran failed or brought nothing, and the run ended without another try",
    "opens_code": "it begins with code before anything was looked up",
    "lists": "it lists facts that no tool brought",
    "unchecked": "it answers what was said before without a result between them",
    "continues": "it goes on by itself without an answer from anybody",
    "coordinates": "it coordinates",
    "first_worker": "it is the first work that the coordinator asked for",
    "second_worker": "it is the second work that the coordinator asked for",
    "third_worker": "it is the third work that the coordinator asked for",
    "last_worker": "it is the last work before the end",
}
_ASSUMES = re.compile(
    r"\b(assum(e|es|ed|ing)|hypothetical|simulat(e|ed|ing)|placeholder|mock|dummy|sample data|example data|fictional|"
    r"for (the sake of|demonstration|illustration)|let's say|suppose|pretend|typically|estimated?|should be around|"
    r"approximately)\b",
    re.IGNORECASE,
)
_MANUAL = re.compile(
    r"\b(manual(ly)?|you can (visit|check|search|find|access)|i (suggest|recommend)|please (visit|check|review)|"
    r"by visiting|once you)\b",
    re.IGNORECASE,
)
_RECALLS = re.compile(
    r"\b(based on (my|the) (knowledge|previous|information|provided)|known (facts|as)|i recall|it is (well )?known|"
    r"according to (my|general)|from memory|historical(ly)?|previous(ly)? (identified|discussions?))\b",
    re.IGNORECASE,
)
_ITEM = re.compile(r"^\s*(\d+\.|-|\*)", re.MULTILINE)
_CODE = "```"
_NAMED = re.compile(r'\*\*([^*\n]{1,60})\*\*|"([^"\n]{2,60})"')
_HEADINGS = ("verification", "output", "answer", "result", "task", "conclusion")
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_LEAST_ITEMS = 4
_LAST_SAYINGS = 2
_MOST_NAMES = 50


def signs_of(conversation: Conversation) -> dict[int, frozenset[Sign]]:
    """The signs at every place where an agent speaks. A coordinated run and a round table have different ones."""
    if conversation.hub is not None:
        return {place: frozenset(_coordinated(conversation, place)) for place in conversation.speakers}
    origin, vain = _origin(conversation), _last_vain(conversation)
    coded = next((p for p in conversation.speakers if _CODE in _text(conversation, p)), None)
    found: dict[int, frozenset[Sign]] = {}
    for index, place in enumerate(conversation.speakers):
        signs = {*_of_place(conversation, index, place), *_of_text(conversation, index, place)}
        if place == coded:
            signs.add("first_code")
        if place == origin:
            signs.add("origin")
        if place == vain:
            signs.add("last_vain")
        found[place] = frozenset(signs)
    return found


def _coordinated(conversation: Conversation, place: int) -> Iterator[Sign]:
    workers = conversation.workers
    if place not in workers:
        yield "coordinates"
        return
    ordinals: tuple[Sign, ...] = ("first_worker", "second_worker", "third_worker")
    for sign, other in zip(ordinals, workers, strict=False):
        if other == place:
            yield sign
    if place == workers[-1]:
        yield "last_worker"


def _of_place(conversation: Conversation, index: int, place: int) -> Iterator[Sign]:
    if index == 0:
        yield "opens"
        return
    if index == 1:
        yield "answers_first"
    if place > 0 and conversation.outcome(place - 1) is None:
        yield "unchecked"
        if len(_ITEM.findall(_text(conversation, place))) >= _LEAST_ITEMS:
            yield "lists"
    if place > 0 and conversation.run.steps[place - 1].agent == conversation.run.steps[place].agent:
        yield "continues"


def _of_text(conversation: Conversation, index: int, place: int) -> Iterator[Sign]:
    text = _text(conversation, place)
    if _CODE in text:
        yield "code"
    if index == 0:
        if _CODE in text:
            yield "opens_code"
        return  # whoever opens repeats the task, and the task's words are not its own
    if _ASSUMES.search(text):
        yield "assumes"
    if _MANUAL.search(text):
        yield "manual"
    if _RECALLS.search(text):
        yield "recalls"


def _origin(conversation: Conversation) -> int | None:
    """Where most of what the last sayings name was named first; a result belongs to whoever asked for it."""
    steps = conversation.run.steps
    given = f"{conversation.run.task} {steps[0].output_summary}" if steps else ""
    last = " \n".join(_text(conversation, place) for place in conversation.speakers[-_LAST_SAYINGS:])
    named = {name for name in _names(last) if name not in given.lower()}
    numbers = {n for n in _NUMBER.findall(last) if len(n) > 1} - set(_NUMBER.findall(given))
    first = _first_named(conversation, named) if named else _first_numbers(conversation, numbers)
    votes = Counter(_asked_by(conversation, place) for place in first)
    return min(votes, key=lambda place: (-votes[place], place), default=None)


def _first_named(conversation: Conversation, names: set[str]) -> list[int]:
    """Where each name comes first, after the opening."""
    texts = [step.output_summary.lower() for step in conversation.run.steps]
    places = (next((p for p in range(1, len(texts)) if name in texts[p]), None) for name in sorted(names)[:_MOST_NAMES])
    return [place for place in places if place is not None]


def _first_numbers(conversation: Conversation, numbers: set[str]) -> list[int]:
    first: dict[str, int] = {}
    for place, step in enumerate(conversation.run.steps[1:], start=1):
        for number in _NUMBER.findall(step.output_summary):
            first.setdefault(number, place)
    return [first[number] for number in numbers if number in first]


def _asked_by(conversation: Conversation, place: int) -> int:
    while place > 0 and conversation.run.steps[place].agent in conversation.executors:
        place -= 1
    return place


def _last_vain(conversation: Conversation) -> int | None:
    steps = conversation.run.steps
    if not steps or steps[-1].agent not in conversation.executors:
        return None
    vain = [place for place in conversation.speakers if conversation.outcome(place + 1) in ("failed", "empty")]
    return vain[-1] if vain else None


def _names(text: str) -> set[str]:
    found = {(bold or quoted).strip().lower().rstrip(".:") for bold, quoted in _NAMED.findall(text)}
    return {name for name in found if name and not name.endswith(_HEADINGS)}


def _text(conversation: Conversation, place: int) -> str:
    return conversation.run.steps[place].output_summary
