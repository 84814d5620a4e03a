"""A playbook as YAML: what ships in the words of its file, anything else written out so that it reads the same."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from rootward.packs.builtin import builtin
from rootward.packs.written import as_yaml, playbook_text

LEAVES = st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(max_size=30)


def test_what_ships_is_shown_as_its_file_has_it() -> None:
    pack = builtin()
    for item, playbook in zip(pack.body["playbooks"], pack.playbooks, strict=True):
        written = playbook_text(pack.name, pack.digest, item)
        assert written.original
        read = yaml.safe_load(written.text)
        assert (read["name"], len(read["steps"])) == (playbook.name, len(playbook.steps))
    assert 'name: "{report.cause.name}"' in playbook_text(pack.name, pack.digest, pack.body["playbooks"][0]).text


def test_anything_else_is_written_out() -> None:
    item = {"name": "mine", "steps": [{"name": "say", "action": "manual", "params": {"text": "one\ntwo\n"}}]}
    for name, digest in (("mine", "0" * 64), ("sre", "0" * 64)):
        written = playbook_text(name, digest, item)
        assert (written.original, yaml.safe_load(written.text)) == (False, item)
        assert "      text: |\n        one\n        two\n" in written.text


@given(st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner)))
def test_what_is_written_reads_as_what_it_was(value: object) -> None:
    assert yaml.safe_load(as_yaml(value)) == value
