from __future__ import annotations

from dataclasses import dataclass, field, replace

from rootward.investigations.recall import precedents_of, recall, words_for
from rootward.kit.canonical import JSON
from rootward.knowledge.memory import Past
from rootward.tools.contract import ToolResult
from tests.investigations.conftest import answer, plan, ranking, seen, suspect

PAST = Past(
    case="INC-1", title="t", entity="service:cart", kind="memory.leak", cause="c", fixed_by="f", resolved_at=1,
    similarity=0.8, shared=("a",),
)  # fmt: skip


@dataclass
class Box:
    asked: list[tuple[str, dict[str, JSON]]] = field(default_factory=list)

    async def call(self, tool: str, arguments: dict[str, JSON]) -> ToolResult:
        self.asked.append((tool, arguments))
        return ToolResult(value={}, summary="", data=[PAST])


async def test_memory_is_asked_by_signature_at_its_pinned_version_for_other_cases() -> None:
    box, known = Box(), plan()
    known = replace(known, task=replace(known.task, memory=9), case_id="case_7")
    assert await recall(known, [answer(seen("service:cart", 1, score=3.0))], box) == [PAST]
    [(tool, arguments)] = box.asked
    assert (tool, arguments["as_of"], arguments["besides"]) == ("memory.recall", 9, "case_7")
    assert "at service:cart" in str(arguments["signature"])


async def test_without_a_memory_or_evidence_nothing_is_asked() -> None:
    box, known = Box(), plan()
    assert await recall(known, [answer(seen("service:cart", 1, score=3.0))], box) == []
    assert await recall(replace(known, task=replace(known.task, memory=9)), [], box) == []
    assert box.asked == []


def test_a_past_case_is_a_precedent_of_its_cause() -> None:
    [one] = precedents_of([PAST])
    assert (one.entity, one.kind, one.similarity) == ("service:cart", "memory.leak", 0.8)


def test_what_to_look_up_is_the_likeliest_cause_or_else_the_complaint() -> None:
    found = ranking(suspect("service:cart", seen("service:cart", 1)))
    words = " ".join(words_for(plan().task, found, "title"))
    assert found.hypotheses[0].title in words
    assert words_for(plan().task, replace(found, insufficient="nothing stands out"), "title") == ("title",)
