"""Trivial rules: what attribution is worth that looks at no more than the order of speaking. The rule is chosen on one
half of a set and scored on the other, both ways round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from bench.agents.fit import Answer
from bench.agents.real import Labelled
from rootward.causality.agent_runs.conversation import Conversation

__all__ = ["RULES", "chosen_on_halves"]

Rule = Callable[[Conversation], int]


def _at(number: int) -> Rule:
    return lambda talk: talk.speakers[min(number, len(talk.speakers) - 1)] if talk.speakers else 0


def _worker(number: int) -> Rule:
    def place(talk: Conversation) -> int:
        workers = talk.workers or talk.speakers
        return workers[min(number, len(workers) - 1)] if workers else 0

    return place


def _last(talk: Conversation) -> int:
    return talk.speakers[-1] if talk.speakers else 0


def _first_error(talk: Conversation) -> int:
    """Whoever spoke before the first result that failed; else the last."""
    failed = [place for place in talk.speakers if talk.outcome(place + 1) == "failed"]
    return failed[0] if failed else _last(talk)


def _busiest(talk: Conversation) -> int:
    """The first step of whoever speaks most."""
    counts = Counter(talk.run.steps[place].agent for place in talk.speakers)
    most = min(counts, key=lambda agent: (-counts[agent], agent), default="")
    return next((place for place in talk.speakers if talk.run.steps[place].agent == most), 0)


RULES: dict[str, Rule] = {
    "first": _at(0), "second": _at(1), "third": _at(2), "first worker": _worker(0), "second worker": _worker(1),
    "last": _last, "first error, else last": _first_error, "busiest": _busiest,
}  # fmt: skip


def chosen_on_halves(items: Sequence[Labelled]) -> Iterator[Answer]:
    """For each half the rules that are best on the other half: one for agents, one for steps."""
    for mine, other in ((items[::2], items[1::2]), (items[1::2], items[::2])):
        for_agents = max(RULES, key=lambda name: sum(_answer(item, RULES[name]).agent_right for item in other))
        for_steps = max(RULES, key=lambda name: sum(_answer(item, RULES[name]).step_right for item in other))
        for item in mine:
            step = _answer(item, RULES[for_steps])
            agent_right = _answer(item, RULES[for_agents]).agent_right
            yield Answer(item.group, agent_right, step.step_right, step.step_near)


def _answer(item: Labelled, rule: Rule) -> Answer:
    place = rule(Conversation(run=item.run))
    agent = item.run.steps[place].agent.lower()
    return Answer(item.group, agent == item.agent, place == item.place, abs(place - item.place) <= 1)
