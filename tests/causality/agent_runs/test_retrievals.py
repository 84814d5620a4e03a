from __future__ import annotations

import pytest

from rootward.causality.agent_runs.order import Order
from rootward.causality.agent_runs.retrievals import empty_retrievals
from tests.causality.agent_runs.samples import call, run


def empties(*calls: object) -> list[str]:
    return [one.call.call_id for one in empty_retrievals(Order(run=run(*calls)))]  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["[]", '{"results": []}', '{"total": 0}', '{"data": {"items": []}}'])
def test_a_result_that_is_empty_in_form_brought_nothing(text: str) -> None:
    assert empties(call("c1", result_summary=text)) == ["c1"]


@pytest.mark.parametrize("text", ["[1]", '{"results": [1]}', '{"total": 2}', "{}", "", "no results found", "[broken"])
def test_a_tools_other_results_are_not_empty(text: str) -> None:
    assert empties(call("c1", result_summary=text)) == []


@pytest.mark.parametrize("text", ["No results found.", "0 documents", "", "There are no matching documents for it"])
def test_a_retrieval_may_say_so_in_words(text: str) -> None:
    assert empties(call("c1", kind="retrieval", result_summary=text)) == ["c1"]


def test_a_count_is_believed() -> None:
    assert empties(call("c1", result_count=0, result_summary="{...}")) == ["c1"]
    assert empties(call("c1", result_count=2, result_summary="[]")) == []


def test_what_the_same_tool_found_later_is_named() -> None:
    (one,) = empty_retrievals(Order(run=run(call("c1", result_summary="[]"), call("c2", result_summary="[1]"))))
    assert one.found_later == "c2"
