"""Where each leaf of an argument came from."""

from __future__ import annotations

from rootward.kit.provenance import leaves, of_everything, untrusted


def test_every_leaf_has_a_pointer_and_odd_names_are_escaped() -> None:
    value = {"a/b": {"~": 1}, "list": [{"x": None}, "y"], "empty": {}}
    assert list(leaves(value)) == ["/a~1b/~0", "/list/0/x", "/list/1", "/empty"]


def test_a_bare_value_is_its_own_leaf() -> None:
    assert list(leaves(3)) == [""]


def test_the_same_origin_can_be_given_to_all() -> None:
    assert of_everything({"a": [1, 2]}, "pack", "telemetry") == {
        "/a/0": ("pack", "telemetry"), "/a/1": ("pack", "telemetry"),
    }  # fmt: skip


def test_what_the_tenant_vouched_for_is_trusted_and_the_rest_is_named() -> None:
    assert untrusted(("operator", "pack", "config")) == ()
    assert untrusted(("operator", "model", "free_text")) == ("free_text", "model")


def test_a_value_of_unknown_origin_is_not_trusted() -> None:
    assert untrusted(()) == ("free_text",)
