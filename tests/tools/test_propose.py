"""An action made of a tool and its arguments: what it is on, and where what it says came from."""

from __future__ import annotations

import pytest

from rootward.audit.entry import ActorKind
from rootward.kit.canonical import JSON
from rootward.kit.provenance import Origin
from rootward.tools.contract import ToolSpec
from rootward.tools.propose import action_of, client_key, origins, targets_of
from tests.tools.conftest import OPERATOR


@pytest.mark.parametrize(
    ("templates", "arguments", "targets"),
    [
        (("deployment:{namespace}/{name}",), {"namespace": "shop", "name": "web"}, ("deployment:shop/web",)),
        (("pod:{ns}/{pods}",), {"ns": "a", "pods": ["x", "y", "x"]}, ("pod:a/x", "pod:a/y")),
        (("repo:{repo.owner}/{repo.name}",), {"repo": {"owner": "o", "name": "n"}}, ("repo:o/n",)),
        (("issue:{number}",), {"number": 7}, ("issue:7",)),
        (("deployment:{namespace}/{name}",), {"name": "web"}, ("deployment:/web",)),
        (("pod:{pods}",), {"pods": []}, ()),
        (("a:{x}", "b:{x}"), {"x": "1"}, ("a:1", "b:1")),
        (("cluster:main",), {}, ("cluster:main",)),
        ((), {"x": 1}, ()),
        (("x:{x}",), {"x": {"deep": 1}}, ("x:",)),
    ],
)
def test_targets_are_filled_from_the_arguments(
    templates: tuple[str, ...], arguments: dict[str, JSON], targets: tuple[str, ...]
) -> None:
    assert targets_of(templates, arguments) == targets


def test_targets_without_end_are_cut_where_every_limit_is_passed() -> None:
    many: list[JSON] = [str(n) for n in range(1000)]
    assert len(targets_of(("x:{a}/{b}",), {"a": many, "b": many})) == 2000


def test_what_a_target_is_made_of_is_sensitive() -> None:
    spec = ToolSpec(name="x", description="", schema={}, targets=("d:{namespace}/{meta.name}",), sensitive=("/image",))
    action = action_of(spec, {}, tenant="t", requester=OPERATOR, reason="", key="k", provenance={})
    assert action.sensitive == ("/image", "/namespace", "/meta/name")
    assert (action.most.calls, action.most.seconds) == (1, 10.0)


@pytest.mark.parametrize(
    ("kind", "claimed", "found"),
    [
        ("human", {}, ("operator",)),
        ("human", {"/a": ("free_text",)}, ("free_text",)),
        ("agent", {}, ("model",)),
        ("agent", {"/a": ("operator", "config", "pack")}, ("model",)),
        ("agent", {"/a": ("telemetry",)}, ("model", "telemetry")),
        ("service", {"/a": ("operator",)}, ("config",)),
    ],
)
def test_nobody_but_a_person_vouches_for_a_value(
    kind: ActorKind, claimed: dict[str, tuple[Origin, ...]], found: tuple[str, ...]
) -> None:
    assert origins(kind, claimed, {"a": 1})["/a"] == found


def test_a_clients_key_is_its_own() -> None:
    keys = {client_key("t", "p", "k"), client_key("u", "p", "k"), client_key("t", "q", "k"), client_key("t", "p", "l")}
    assert len(keys) == 4
