"""Backstage source: catalog files as declared topology."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.errors import BadInput, BadSyntax, RootwardError
from rootward.events.envelope import Limits
from rootward.events.model import Received
from rootward.events.source import SourceContext
from rootward.plugins.sources.backstage import BackstageSource, is_catalog, pieces

CONTEXT = SourceContext(
    tenant="acme", now_ns=5, limits=Limits(past_window_ns=10**18, future_window_ns=10**18, max_batch=1000)
)  # fmt: skip
CATALOG = """apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: checkout
  annotations: {github.com/project-slug: acme/checkout}
spec:
  type: service
  owner: team-buy
  system: shop
  dependsOn: [resource:default/orders-db, "component:mailer", "resource:bank"]
  consumesApis: [prices-api, unknown-api]
---
apiVersion: backstage.io/v1beta1
kind: Component
metadata: {name: prices}
spec: {type: service, owner: "group:default/team-price", providesApis: [prices-api]}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: helpers}
spec: {type: library, owner: "user:ann", dependsOn: [component:prices]}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: orders-db}
spec: {type: database, owner: team-buy, dependencyOf: [component:reports]}
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata: {name: prices-api}
spec: {type: openapi, owner: team-price, definition: "x"}
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: {name: shop}
spec: {owner: team-buy}
"""


def parsed(body: str) -> Received:
    return BackstageSource().parse(body.encode(), {}, CONTEXT)


def test_components_resources_and_apis_become_declared_edges() -> None:
    found = parsed(CATALOG)
    assert {(edge.src, edge.relation, edge.dst) for edge in found.telemetry.edges} == {
        ("service:checkout", "depends_on", "database:orders-db"),
        ("service:checkout", "depends_on", "service:mailer"),
        ("service:checkout", "depends_on", "external:bank"),
        ("service:checkout", "calls", "service:prices"),
        ("service:reports", "depends_on", "database:orders-db"),
        ("repository:acme/checkout", "owns", "service:checkout"),
        ("group:team-buy", "owns", "service:checkout"),
        ("group:team-price", "owns", "service:prices"),
        ("group:team-buy", "owns", "database:orders-db"),
    }
    assert {(edge.origin, edge.ts) for edge in found.telemetry.edges} == {("catalog", 0)}
    assert found.rejects == ()


def test_what_is_no_entity_is_set_aside_with_its_reason() -> None:
    found = parsed(CATALOG + "---\nkind: Component\n---\napiVersion: backstage.io/v1alpha1\nkind: Component\n")
    assert [reject.index for reject in found.rejects] == [6, 7]
    assert "apiVersion is not backstage.io" in found.rejects[0].reason
    assert found.rejects[1].field == "metadata.name"
    assert found.telemetry.edges


def test_one_wrong_reference_costs_its_entity_only() -> None:
    found = parsed(CATALOG.replace("component:mailer", "a b c"))
    assert [(reject.index, "no reference" in reject.reason) for reject in found.rejects] == [(0, True)]
    assert {edge.src for edge in found.telemetry.edges} >= {"service:reports", "group:team-price"}


def test_what_is_no_yaml_says_where() -> None:
    with pytest.raises(BadSyntax, match="line 3"):
        parsed("apiVersion: backstage.io/v1alpha1\nkind: [")
    with pytest.raises(BadInput, match="anchors"):
        parsed("apiVersion: backstage.io/v1alpha1\na: &x\n  - *x\n")


def test_only_a_catalog_is_recognised() -> None:
    source = BackstageSource()
    assert source.recognises(CATALOG.encode(), {})
    assert source.recognises(b"---\napiVersion: 'backstage.io/v1alpha1'\nkind: API\n", {})
    assert not source.recognises(b"apiVersion: v1\nkind: Pod\n# backstage.io/x\n", {})
    assert not source.recognises(b'{"apiVersion": "backstage.io/v1alpha1"}', {})


def test_a_folder_is_one_catalog_and_other_files_are_left_alone(tmp_path: Path) -> None:
    first, *rest = CATALOG.split("---\n")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "catalog-info.yaml").write_text(first)
    (tmp_path / "rest.yml").write_text("---\n".join(rest))
    (tmp_path / "other.yaml").write_text("kind: Pod\n")
    (tmp_path / "notes.md").write_text(CATALOG)
    assert is_catalog(tmp_path)
    [piece] = pieces(tmp_path)
    assert piece.items == 2
    assert len(parsed(piece.body.decode()).telemetry.edges) == 9
    assert not is_catalog(tmp_path / "other.yaml")


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    try:
        parsed("apiVersion: backstage.io/v1alpha1\nkind: Component\n" + text)
    except RootwardError as error:
        assert error.message
