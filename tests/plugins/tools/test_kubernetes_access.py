"""Ways into a cluster: what a kubeconfig may say, and what is refused with a reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from rootward.errors import Misconfigured, NotFound
from rootward.kit.addresses import Private
from rootward.kit.egress import Egress
from rootward.plugins.tools.kubernetes_access import in_cluster, kubeconfig_access, read_context


def _kubeconfig(folder: Path, user: dict[str, Any], cluster: dict[str, Any] | None = None) -> Path:
    path = folder / "config"
    file = {
        "current-context": "dev",
        "contexts": [{"name": "dev", "context": {"cluster": "c", "user": "u", "namespace": "shop"}}],
        "clusters": [{"name": "c", "cluster": cluster or {"server": "https://cluster.example:6443"}}],
        "users": [{"name": "u", "user": user}],
    }
    path.write_text(yaml.safe_dump(file))
    return path


def test_a_token_becomes_a_bearer_header_that_is_not_shown(tmp_path: Path) -> None:
    access = kubeconfig_access(_kubeconfig(tmp_path, {"token": "t0ken"}), "dev")
    assert access.target.headers == {"authorization": "Bearer t0ken"}
    assert access.target.url == "https://cluster.example:6443" and access.namespace == "shop"
    assert "t0ken" not in repr(access)


def test_a_token_file_is_found_beside_the_kubeconfig(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("from-file\n")
    access = kubeconfig_access(_kubeconfig(tmp_path, {"tokenFile": "token"}))
    assert access.target.headers == {"authorization": "Bearer from-file"}


def test_a_name_and_a_password_are_sent_as_basic(tmp_path: Path) -> None:
    access = kubeconfig_access(_kubeconfig(tmp_path, {"username": "ann", "password": "p"}))
    assert access.target.headers == {"authorization": "Basic YW5uOnA="}


@pytest.mark.parametrize(
    ("user", "cluster", "word"),
    [
        ({"exec": {"command": "aws"}}, None, "kubectl create token"),
        ({"auth-provider": {"name": "gcp"}}, None, "a program"),
        ({"token": "t"}, {"server": "https://x", "insecure-skip-tls-verify": True}, "insecure-skip-tls-verify"),
        ({"token": "t"}, {"server": "https://x", "proxy-url": "http://p"}, "proxy-url"),
        ({"token": "t"}, {"server": ""}, "no cluster with a server"),
        ({"client-certificate-data": "%%%"}, None, "not base64"),
        ({"client-certificate": "missing.pem"}, None, "missing.pem"),
    ],
)
def test_what_is_not_supported_is_refused_with_a_reason(
    tmp_path: Path, user: dict[str, Any], cluster: dict[str, Any] | None, word: str
) -> None:
    with pytest.raises(Misconfigured, match=word):
        kubeconfig_access(_kubeconfig(tmp_path, user, cluster))


def test_an_unknown_context_names_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"'prod'.*dev"):
        kubeconfig_access(_kubeconfig(tmp_path, {"token": "t"}), "prod")
    with pytest.raises(NotFound, match="no kubeconfig"):
        kubeconfig_access(tmp_path / "nothing")


def test_inside_a_cluster_the_service_account_is_used(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("account-token")
    (tmp_path / "namespace").write_text("rootward")
    access = in_cluster(tmp_path)
    assert access.target.headers == {"authorization": "Bearer account-token"} and access.namespace == "rootward"
    with pytest.raises(Misconfigured, match="does not run in a cluster"):
        in_cluster(tmp_path / "nowhere")


async def test_a_context_is_read_from_its_file_to_its_objects(tmp_path: Path, outside: Any) -> None:
    pods = json.dumps({"items": [{"metadata": {"name": "api", "namespace": "shop"}}], "metadata": {}}).encode()
    outside.answer = lambda _m, path, _q, headers, _b: (
        (200, {}, pods if path == "/api/v1/pods" else b'{"items": null}')
        if headers.get("authorization") == "Bearer t"
        else (401, {}, b"")
    )
    path = _kubeconfig(tmp_path, {"token": "t"}, {"server": outside.url})
    found = await read_context("dev", Egress(Private(everywhere=True)), kubeconfig=path)
    assert [item["kind"] for item in found.objects] == ["Pod"]
    assert found.unlisted == () and found.source == "dev"
