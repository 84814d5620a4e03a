"""What a diff does when the program runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.causality.diffs import effects_of


def _kinds(diff: str) -> list[str]:
    return [effect.kind for effect in effects_of(diff)]


def test_a_statement_that_went_without_another_in_its_place() -> None:
    (effect, *_) = effects_of("@@ start @@\n registry = Registry()\n-seed_defaults(registry)\n registry.warm()\n")
    assert (effect.kind, effect.what) == ("call_removed", "seed_defaults")
    assert effect.topics == ("code.regression",)


def test_code_that_is_only_written_otherwise_risks_little() -> None:
    diff = "-rows = store.fetch(ids)\n-return shape(rows)\n+found = load_all(store, ids)\n+return found\n"
    (effect,) = effects_of(diff)
    assert effect.kind == "rewritten" and effect.risk < 0.3


def test_a_limit_of_rows_that_went() -> None:
    diff = '-sql = "SELECT id FROM parts ORDER BY n LIMIT 20"\n+sql = "SELECT id FROM parts ORDER BY n"\n'
    effect = effects_of(diff)[0]
    assert (effect.kind, effect.what, effect.slow) == ("bound_removed", "a limit of rows", True)
    assert "schema.slow_query" in effect.topics


def test_a_limit_that_stays_elsewhere_in_the_hunk_did_not_go() -> None:
    diff = '-sql = "SELECT id FROM parts LIMIT 20"\n+sql = "SELECT id, n FROM parts LIMIT 20"\n'
    assert "bound_removed" not in _kinds(diff)


def test_a_call_elsewhere_that_is_new_in_a_loop_is_made_for_each_item() -> None:
    diff = " def lines(cart):\n     for line in cart:\n+        part = client.get(line.sku)\n         yield line\n"
    assert "call_per_item" in _kinds(diff)
    assert "call_per_item" not in _kinds("+part = client.get(sku)\n"), "outside a loop it is made once"
    endless = " for {\n+    items := client.get(ctx)\n }\n"
    assert "call_per_item" not in _kinds(endless), "an endless loop has no items"


def test_a_collection_that_outlives_the_call_and_only_grows() -> None:
    grows = "+var seen []string\n+func note(x string) {\n+\tseen = append(seen, x)\n+}\n"
    effect = effects_of(grows)[0]
    assert (effect.kind, effect.what, effect.slow) == ("grows", "seen", True)
    assert "grows" not in _kinds(grows + "+func trim() { seen = seen[1:] }\n+const maxSeen = 10\n")


@pytest.mark.parametrize(
    ("before", "after", "least", "most"),
    [("v1.2.3", "v1.2.4", 0.0, 0.2), ("v1.2.3", "v1.3.0", 0.3, 0.5), ("v1.2.3", "v2.0.0", 0.5, 0.7)],
)
def test_a_dependency_risks_more_the_larger_its_step(before: str, after: str, least: float, most: float) -> None:
    (effect,) = effects_of(f" require (\n-\texample.org/wire {before}\n+\texample.org/wire {after}\n )\n")
    assert effect.kind == "dependency" and least <= effect.risk <= most


def test_a_name_that_is_another_one_now() -> None:
    (effect,) = effects_of('-    "caption": field("text"),\n+    "heading": field("text"),\n')
    assert (effect.kind, effect.what) == ("renamed", "caption to heading")


def test_a_tolerance_that_went() -> None:
    diff = "-if expires.add(leeway) < now:\n+if expires < now:\n     raise Expired\n"
    assert ("bound_removed", "a tolerance") in [(one.kind, one.what) for one in effects_of(diff)]


@pytest.mark.parametrize(
    "diff",
    [
        '-log.debug("leader is %s", who)\n+log.info("leader is %s", who)\n',
        '-log.Printf("%s", a)\n+logger.Info("done",\n+\t"path", a.Path,\n+)\n',
        "-.bar { padding: 2px; }\n+.bar { padding: 4px; color: #fff; }\n",
    ],
)
def test_what_is_logged_and_how_it_looks_risk_almost_nothing(diff: str) -> None:
    assert max(effect.risk for effect in effects_of(diff)) <= 0.05


def test_comments_and_moved_lines_are_no_change() -> None:
    assert effects_of("-// old words\n+// new words\n") == ()
    assert effects_of("-\tstart(a)\n+start(a)\n") == ()


@given(st.text(alphabet=st.sampled_from("+-@ \n\tabc(){}=;:\"'0123456789.,*/#"), max_size=400))
def test_any_text_is_read_without_an_error_and_the_same_way_twice(text: str) -> None:
    found = effects_of(text)
    assert found == effects_of(text)
    assert all(0.0 <= effect.risk <= 1.0 for effect in found)
    assert [effect.risk for effect in found] == sorted((effect.risk for effect in found), reverse=True)
