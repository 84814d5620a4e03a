"""`rootward diagnose k8s`: a folder of recorded kubectl output in, the object and what is wrong with it out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest

from tests.causality.kubernetes.cluster import listing, pod, service, workload
from tests.cli.conftest import Ended


def test_a_recorded_cluster_is_diagnosed(rootward: Callable[..., Ended], tmp_path: Path) -> None:
    folder = tmp_path / "cluster"
    folder.mkdir()
    things = [workload(), pod(), service(selector={"name": "web"}), *listing("Service")]
    (folder / "all.json").write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": things}))
    (folder / "broken.json").write_text("{")
    ended = rootward("diagnose", "k8s", "--snapshot", folder, "--json")
    assert ended.code == 0, ended.err
    first = ended.json["findings"][0]
    assert (first["object"], first["kind"], first["family"]) == ("Service/shop/web", "routing.selector", "routing")
    cause = ended.json["report"]["verdict"]["cause"]
    assert (cause["entity"], cause["kind"], cause["component"]) == (
        "service:web",
        "routing.selector",
        "Service/shop/web",
    )
    assert ended.json["report"]["verdict"]["next_step"] == "Correct spec.selector of the service"
    assert "broken.json:1: this is not JSON" in ended.err
    shown = rootward("diagnose", "k8s", "--snapshot", folder, "--at", "2026-11-20T12:00:00Z")
    assert "web selects no pods" in shown.out


def test_what_is_asked_wrongly_is_refused(rootward: Callable[..., Ended], tmp_path: Path) -> None:
    (tmp_path / "empty.json").write_text("[]")
    for arguments, code, words in (
        (("--snapshot", tmp_path / "nowhere"), 3, "there is no folder"),
        ((), 2, "give --snapshot or --context"),
        (("--snapshot", tmp_path / "empty.json"), 3, "there are no Kubernetes objects"),
        (("--snapshot", tmp_path / "empty.json", "--at", "noon"), 2, "no RFC 3339 time"),
    ):
        ended = rootward("diagnose", "k8s", *arguments)
        assert (ended.code, words in ended.err) == (code, True), ended


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Path]:
    """A kubeconfig of an API server that has one deployment without replicas."""
    lists = {"deployments": [workload(replicas=0)], "services": [service()]}

    class Api(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = urlsplit(self.path).path.rpartition("/")[2]
            denied = name == "secrets"
            self.send_response(403 if denied else 200)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps({"kind": "List", "metadata": {}, "items": lists.get(name, [])}).encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: the test reads what the command says."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Api) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        entries = {
            "contexts": [{"name": "here", "context": {"cluster": "c", "user": "u"}}], "current-context": "here",
            "clusters": [{"name": "c", "cluster": {"server": f"http://127.0.0.1:{server.server_port}"}}],
            "users": [{"name": "u", "user": {"token": "t"}}],
        }  # fmt: skip
        path = tmp_path / "kubeconfig"
        path.write_text(json.dumps(entries))
        yield path
        server.shutdown()


def test_a_live_cluster_is_diagnosed(rootward: Callable[..., Ended], cluster: Path) -> None:
    ended = rootward("diagnose", "k8s", "--context", "here", "--kubeconfig", cluster, "--json")
    assert ended.code == 0, ended.err
    assert [item["kind"] for item in ended.json["findings"]] == ["runtime.zero_replicas"]
    assert "not read: secrets: denied" in ended.err
