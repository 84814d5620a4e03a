from __future__ import annotations

from pathlib import Path

import pytest

from rootward.errors import BadInput, Misconfigured
from rootward.packs.builtin import builtin
from rootward.packs.load import load, load_body, load_text
from rootward.packs.model import SourceMapping

GOOD = """\
name: shop
version: "1"
routes:
  - name: money
    when: 'entity == "service:payments"'
    agents: [metrics]
    reason: it is about money
cases:
  opens:
    - name: slow
      when: 'payload.seconds > 3.0'
      title: 'Slow {entity.service}'
"""


def problem(text: str) -> str:
    with pytest.raises(Misconfigured) as refused:
        load_text(text, file="p.yaml")
    return refused.value.message


def test_a_single_file_and_a_folder_of_sections_give_the_same_pack(tmp_path: Path) -> None:
    one = tmp_path / "shop.yaml"
    one.write_text(GOOD)
    folder = tmp_path / "shop"
    folder.mkdir()
    head, routes, cases = GOOD.partition("routes:\n")[0], GOOD.partition("routes:\n")[2].partition("cases:\n")[0], ""
    cases = GOOD.partition("cases:\n")[2]
    (folder / "pack.yaml").write_text(head)
    (folder / "routes.yaml").write_text(routes)
    (folder / "cases.yaml").write_text(cases)
    (folder / "README.md").write_text("what it is for")
    assert load(folder) == load(one)
    assert load(one).routes[0].agents == ("metrics",)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("    reason: it is about money\n", "", "p.yaml:4: routes[0].reason: is missing"),
        ("    reason:", "    reazon:", "p.yaml:7: routes[0].reazon: this key is not known here"),
        ("agents: [metrics]", "agents: []", "p.yaml:6: routes[0].agents: Tuple should have at least 1 item"),
        ("agents: [metrics]", "agents: metrics", "p.yaml:6: routes[0].agents: Input should be a valid"),
        ("agents: [metrics]", "agents: [3]", "p.yaml:6: routes[0].agents[0]: Input should be a valid string"),
        ("name: money", "name: Money Route", "p.yaml:4: routes[0].name: String should match"),
        ('version: "1"', "version: 1", "p.yaml:2: version: Input should be a valid string"),
        ("{entity.service}", "{entity..service}", "p.yaml:12: cases.opens[0].title: 'entity..service' is not a path"),
        ("when: 'entity == \"service:payments\"'", "when: 'entity == 3'", "p.yaml:5: routes[0].when: condition"),
        ("payload.seconds > 3.0", "seconds > 3.0", "p.yaml:11: cases.opens[0].when: condition"),
        ("payload.seconds > 3.0", "payload.seconds >", "p.yaml:11: cases.opens[0].when: condition"),
        ("payload.seconds > 3.0", "payload.seconds", "p.yaml:11"),
        ("routes:", "rootes:", "p.yaml:3: rootes: this key is not known here"),
    ],
)
def test_every_mistake_is_named_with_its_line_and_path(before: str, after: str, message: str) -> None:
    assert before in GOOD
    text = GOOD.replace(before, after)
    if message == "p.yaml:11":  # a dynamic value may turn out to be a boolean: that is for the run to say
        load_text(text, file="p.yaml")
        return
    assert message in problem(text)


def test_all_mistakes_are_told_at_once() -> None:
    text = GOOD.replace("agents: [metrics]", "agents: []").replace("title:", "titel:")
    with pytest.raises(Misconfigured) as refused:
        load_text(text, file="p.yaml")
    assert len(refused.value.message.splitlines()) == 3
    assert (refused.value.facts["line"], refused.value.facts["problems"]) == (6, 3)


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ("cases: {opens: [{name: a, title: t}, {name: a, title: t}]}", "the name 'a' is used twice"),
        ("signatures: [{name: a, fault: x, meaning: m, patterns: ['(']}]", "is not an RE2 expression"),
        ("topology: {edges: [{src: web, dst: 'service:x', relation: calls}]}", "topology.edges[0].src"),
        ("cases: {correlate: {entity_window: 5}}", "cases.correlate.entity_window"),
        ("cases: {correlate: {entity_window: 5x}}", "'5x' is not a duration"),
        ("cases: {maintenance: [{name: m, when: 'true', reason: r}]}", "needs either starts and ends, or weekly"),
        (
            "cases: {maintenance: [{name: m, when: 'true', reason: r, starts: 2026-11-20, ends: 2026-11-21}]}",
            "has no time zone",
        ),
        (
            "cases: {maintenance: [{name: m, when: 'true', reason: r, weekly: {days: [sat], at: '1:00', lasts: 8d}}]}",
            "cases.maintenance[0].weekly.at",
        ),
        ("sources: [{name: a, event_type: x, ts: t, entity: {}}]", "sources[0].entity"),
        ("sources: [{name: a, event_type: {path: x, value: y}, ts: t, entity: {service: s}}]", "either a path or a"),
        ("cases: {correlate: {alerts: {repeat_when: 'nope'}}}", "cases.correlate.alerts.repeat_when: condition"),
        ("cases: {severity: [{name: s, when: 'true', severity: awful}]}", "cases.severity[0].severity"),
    ],
)
def test_sections_refuse_what_they_cannot_mean(section: str, message: str) -> None:
    assert message in problem(f'name: t\nversion: "1"\n{section}\n')


def test_a_declared_source_is_checked_by_who_reads_it() -> None:
    text = """\
name: t
version: "1"
sources:
  - name: ci
    event_type: {path: build.status, map: {FAILURE: BuildFailed}}
    ts: build.time
    entity:
      service: project
"""

    def refuse(mapping: SourceMapping) -> None:
        assert mapping.ts.path == "build.time"
        raise BadInput("no such field", field="entity.service")

    assert load_text(text).sources[0].entity["service"].path == "project"
    with pytest.raises(Misconfigured, match=r"p.yaml:8: sources\[0\].entity.service: no such field"):
        load_text(text, file="p.yaml", check_source=refuse)


def test_a_folder_needs_one_head_and_known_sections_once(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="has 0"):
        load(tmp_path)
    (tmp_path / "pack.yaml").write_text('name: t\nversion: "1"\nroutes: []\n')
    (tmp_path / "routes.yaml").write_text("[]")
    with pytest.raises(Misconfigured, match=r"'routes' is also at .*pack.yaml:3"):
        load(tmp_path)
    (tmp_path / "routes.yaml").unlink()
    (tmp_path / "rules.yaml").write_text("[]")
    with pytest.raises(Misconfigured, match="no section 'rules'"):
        load(tmp_path)
    (tmp_path / "rules.yaml").unlink()
    (tmp_path / "pack.yaml").write_text("- a\n")
    with pytest.raises(Misconfigured, match="must be a mapping"):
        load(tmp_path)


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot be read"):
        load(tmp_path / "none.yaml")
    (tmp_path / "b.yaml").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(Misconfigured, match="cannot be read"):
        load(tmp_path / "b.yaml")


def test_a_body_comes_back_as_the_same_pack() -> None:
    pack = builtin()
    again = load_body(pack.body)
    assert again == pack and again.body == pack.body
    with pytest.raises(Misconfigured):
        load_body({"name": "x"})


@pytest.mark.parametrize("text", ["", "3", "[]", "just words"])
def test_what_is_no_pack_at_all_is_refused(text: str) -> None:
    assert problem(text).startswith("p.yaml:1: ")
