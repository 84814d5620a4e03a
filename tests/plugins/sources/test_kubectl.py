"""What kubectl prints, in all its forms, as objects."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rootward.causality.kubernetes.snapshot import DECLARED, Snapshot
from rootward.errors import BadInput, NotFound
from rootward.kit.clock import parse_ns
from rootward.plugins.sources.kubectl_kinds import kind_of_columns, kind_of_word, kind_of_words
from rootward.plugins.sources.kubectl_merge import merged
from rootward.plugins.sources.kubectl_pieces import pieces_of, seen_at
from rootward.plugins.sources.kubectl_snapshot import Recorded, read_folder, read_text
from rootward.plugins.sources.kubectl_text import columns, pairs, sections, table, value_of

AT = parse_ns("2026-11-20T12:00:00Z")

PODS = """NAME                   READY   STATUS             RESTARTS      AGE   IP           NODE
web-6f7d9c8b54-abcde   1/1     Running            0             3m    10.1.0.4     node-1
api-5c9f7d6b7c-fghij   0/1     ImagePullBackOff   0             2m    <none>       node-2
"""
DESCRIBED_POD = """Name:             web-6f7d9c8b54-abcde
Namespace:        shop
Service Account:  web
Node:             node-1/192.0.2.7
Labels:           app=web
                  pod-template-hash=6f7d9c8b54
Annotations:      <none>
Status:           Running
IP:               10.1.0.4
Controlled By:    ReplicaSet/web-6f7d9c8b54
Containers:
  main:
    Image:          registry.example/web:1.2
    Port:           8080/TCP
    Host Port:      0/TCP
    State:          Waiting
      Reason:       CrashLoopBackOff
    Last State:     Terminated
      Reason:       Error
      Exit Code:    137
      Finished:     Fri, 20 Nov 2026 13:58:00 +0200
    Ready:          False
    Restart Count:  5
    Limits:
      memory:  64Mi
    Requests:
      cpu:     100m
    Liveness:   http-get http://:8081/live delay=5s timeout=1s period=10s #success=1 #failure=3
    Readiness:  grpc <pod>:8080  delay=0s timeout=1s period=5s #success=1 #failure=2
    Environment Variables from:
      settings  ConfigMap  Optional: false
    Environment:
      API_ADDR:  api:9000
      PASSWORD:  <set to the key 'pw' in secret 'login'>  Optional: false
    Mounts:
      /data from store (rw)
Conditions:
  Type           Status
  Ready          False
Volumes:
  store:
    Type:       PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)
    ClaimName:  data
    ReadOnly:   false
QoS Class:       Burstable
Node-Selectors:  disk=ssd
Tolerations:     team=gpu:NoSchedule
                 node.kubernetes.io/not-ready:NoExecute op=Exists for 300s
Events:
  Type     Reason     Age                From     Message
  ----     ------     ----               ----     -------
  Warning  Unhealthy  5s (x9 over 80s)   kubelet  Liveness probe failed: connection refused
"""


def read(*files: tuple[str, str], namespace: str = "shop") -> Recorded:
    return read_text([(tuple(path.split("/")), body) for path, body in files], namespace=namespace, at=AT)


def one(recorded: Recorded, kind: str, name: str) -> dict[str, Any]:
    return next(item for item in recorded.objects if (item["kind"], item["metadata"]["name"]) == (kind, name))


def test_a_table_says_what_its_rows_say_and_that_there_is_no_more() -> None:
    found = read(("pods.txt", PODS))
    api = one(found, "Pod", "api-5c9f7d6b7c-fghij")
    assert (api["spec"], api["status"]) == (
        {"nodeName": "node-2"}, {"phase": "Pending", "reason": "ImagePullBackOff", "ready": [0, 1]},
    )  # fmt: skip
    assert Snapshot(found.objects).lacks("Pod", "other", "shop")


SERVICES = """NAME   TYPE       CLUSTER-IP   EXTERNAL-IP   PORT(S)        AGE
web    NodePort   10.0.0.1     <none>        80:30080/TCP   3m
"""
DEPLOYMENTS = """NAME   READY   UP-TO-DATE   AVAILABLE   AGE
web    1/3     3            1           3m
"""
ENDPOINTS = """NAME   ENDPOINTS                     AGE
web    10.1.0.4:8080,10.1.0.5:8080   3m
"""
CLAIMS = """NAME   STATUS   VOLUME   CAPACITY   ACCESS MODES   STORAGECLASS   AGE
web    Bound    pv-1     1Gi        RWO,ROX        slow           3m
"""
QUOTAS = """NAME   AGE   REQUEST                         LIMIT
web    3m    pods: 3/10, requests.cpu: 1/2
"""
NODES = """NAME     STATUS                     ROLES           AGE   VERSION
node-1   Ready,SchedulingDisabled   control-plane   9d    v1.31
node-2   NotReady                   <none>          9d    v1.31
"""
VOLUMES = """NAME   CAPACITY   ACCESS MODES   RECLAIM POLICY   STATUS   CLAIM       STORAGECLASS   REASON   AGE
pv-1   1Gi        RWX            Retain           Bound    shop/data   slow                    9d
"""
SERVICE_AND_QUOTA = """Name:              web
Namespace:         shop
Selector:          app=web,tier=x
Type:              ClusterIP
IP:                10.0.0.1
Port:              http  80/TCP
TargetPort:        8080/TCP
Port:              <unset>  81/UDP
TargetPort:        dns/UDP
Session Affinity:  None


Name:       team
Namespace:  shop
Resource    Used  Hard
--------    ----  ----
services    3     3
"""
WISHES = """apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {type: ClusterIP}
"""
BY_COLUMNS: list[tuple[str, str, dict[str, Any]]] = [
    (SERVICES, "Service", {"spec": {
        "type": "NodePort", "clusterIP": "10.0.0.1", "ports": [{"port": 80, "protocol": "TCP"}]}}),
    (DEPLOYMENTS, "Deployment", {"spec": {"replicas": 3},
                                 "status": {"readyReplicas": 1, "replicas": 3, "availableReplicas": 1}}),
    (ENDPOINTS, "Endpoints", {"subsets": [
        {"addresses": [{"ip": "10.1.0.4"}, {"ip": "10.1.0.5"}], "ports": [{"port": 8080}]}]}),
    (CLAIMS, "PersistentVolumeClaim", {"status": {"phase": "Bound"}, "spec": {
        "volumeName": "pv-1", "storageClassName": "slow", "accessModes": ["ReadWriteOnce", "ReadOnlyMany"]}}),
    (QUOTAS, "ResourceQuota", {"status": {"hard": {"pods": "10", "requests.cpu": "2"},
                                          "used": {"pods": "3", "requests.cpu": "1"}}}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "expected"), BY_COLUMNS)
def test_each_table_is_known_by_its_columns(text: str, kind: str, expected: dict[str, Any]) -> None:
    thing = one(read(("x.txt", text)), kind, "web")
    assert {key: thing[key] for key in expected} == expected


def test_a_node_is_cordoned_and_a_volume_is_held_as_their_rows_say() -> None:
    found = read(("nodes.txt", NODES), ("pv.txt", VOLUMES))
    first, second = one(found, "Node", "node-1"), one(found, "Node", "node-2")
    assert first["spec"]["unschedulable"] is True
    assert [item["status"]["conditions"][0]["status"] for item in (first, second)] == ["True", "False"]
    assert one(found, "PersistentVolume", "pv-1")["spec"]["claimRef"] == {"namespace": "shop", "name": "data"}


def test_events_of_a_table_get_their_time_from_their_age() -> None:
    text = """LAST SEEN         TYPE      REASON         OBJECT                      MESSAGE
2m (x3 over 5m)   Warning   FailedCreate   replicaset/web-6f7d9c8b54   Error creating: no
"""
    event = next(item for item in read(("events.txt", text)).objects if item["kind"] == "Event")
    assert (event["involvedObject"]["kind"], event["lastTimestamp"], event["firstTimestamp"], event["count"]) == (
        "ReplicaSet", "2026-11-20T11:58:00Z", "2026-11-20T11:55:00Z", 3,
    )  # fmt: skip


def test_events_without_heads_are_events_too() -> None:
    found = read(("events.txt", "2m8s   Warning   Failed   pod/web-1   Error: ErrImagePull\n"))
    assert [item["reason"] for item in found.objects if item["kind"] == "Event"] == ["Failed"]


def test_a_described_pod_is_read_to_the_last_probe() -> None:
    found = read(("describe.txt", DESCRIBED_POD))
    web = one(found, "Pod", "web-6f7d9c8b54-abcde")
    main = web["spec"]["containers"][0]
    assert main["livenessProbe"]["httpGet"] == {"port": 8081, "path": "/live", "scheme": "HTTP"}
    assert main["readinessProbe"]["grpc"] == {"port": 8080}
    assert main["env"][1] == {"name": "PASSWORD", "valueFrom": {"secretKeyRef": {"name": "login", "key": "pw"}}}
    assert (main["envFrom"], main["resources"]["limits"]) == (
        [{"configMapRef": {"name": "settings"}}],
        {"memory": "64Mi"},
    )
    assert web["spec"]["volumes"] == [{"name": "store", "persistentVolumeClaim": {"claimName": "data"}}]
    assert web["spec"]["tolerations"][0] == {"key": "team", "value": "gpu", "effect": "NoSchedule", "operator": "Equal"}
    assert web["metadata"]["ownerReferences"][0]["name"] == "web-6f7d9c8b54"
    status = web["status"]["containerStatuses"][0]
    assert (status["restartCount"], status["state"]) == (5, {"waiting": {"reason": "CrashLoopBackOff"}})
    ended = {"reason": "Error", "exitCode": 137, "finishedAt": "2026-11-20T13:58:00+02:00"}
    assert status["lastState"] == {"terminated": ended}
    event = next(item for item in found.objects if item["kind"] == "Event")
    assert (event["reason"], event["count"], event["involvedObject"]["name"]) == (
        "Unhealthy",
        9,
        "web-6f7d9c8b54-abcde",
    )


def test_several_descriptions_in_a_file_are_several_objects() -> None:
    found = read(("describe.txt", SERVICE_AND_QUOTA))
    assert one(found, "Service", "web")["spec"] == {
        "type": "ClusterIP", "clusterIP": "10.0.0.1", "selector": {"app": "web", "tier": "x"},
        "ports": [{"port": 80, "protocol": "TCP", "name": "http", "targetPort": 8080},
                  {"port": 81, "protocol": "UDP", "targetPort": "dns"}],
    }  # fmt: skip
    assert one(found, "ResourceQuota", "team")["status"] == {"hard": {"services": "3"}, "used": {"services": "3"}}


def test_commands_in_a_text_say_what_follows() -> None:
    text = f"$ kubectl get pods -n shop -o wide\n{PODS}\n$ kubectl -n shop get secrets\nNo resources found in shop.\n"
    found = read(("all.txt", text), namespace="")
    snapshot = Snapshot(found.objects)
    assert len(snapshot.of("Pod")) == 2
    assert [snapshot.lacks(kind, "x", "shop") for kind in ("Pod", "Secret", "ConfigMap")] == [True, True, False]


def test_json_and_yaml_are_the_api_itself_and_manifests_only_wishes() -> None:
    live = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "web", "namespace": "shop", "uid": "1"},
        "spec": {},
    }
    found = read(("services.json", json.dumps({"kind": "List", "items": [live]})), ("manifests/web.yaml", WISHES))
    assert DECLARED in one(found, "Service", "api")["metadata"]["annotations"]
    web = one(found, "Service", "web")
    assert (DECLARED in web["metadata"]["annotations"], web["spec"]) == (False, {"type": "ClusterIP"})
    assert Snapshot(found.objects).lacks("Service", "api", "shop")


def test_what_tells_more_wins_and_what_tells_less_fills_in() -> None:
    found = read(("pods.txt", PODS), ("describe.txt", DESCRIBED_POD))
    web = one(found, "Pod", "web-6f7d9c8b54-abcde")
    assert web["status"]["ready"] == [1, 1]
    assert web["status"]["containerStatuses"][0]["restartCount"] == 5
    low = {"kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [{"name": "m", "image": "x", "tty": True}]}}
    high = {"kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [{"name": "m", "image": "y"}]}}
    known = [(0, low), (2, high)]
    assert merged(known)[0]["spec"]["containers"] == [{"name": "m", "image": "y", "tty": True}]


def test_components_connections_logs_and_alerts_become_objects_of_our_own() -> None:
    status = "● kubelet.service - kubelet\n     Active: inactive (dead) since Fri 2026-11-20 11:00:00 UTC; 1h ago\n"
    alerts = [{"labels": {"alertname": "Slow", "service": "web"}, "annotations": {"summary": "p95 up"}},
              {"labels": {"alertname": "Gone"}, "annotations": {}, "status": "resolved"}]  # fmt: skip
    found = read(
        ("nodes/node-1/kubelet.txt", status), ("connectivity/node-1/web-80.txt", "web (10.0.0.1:80) open"),
        ("connectivity/api-9000.txt", "nc: api (10.0.0.2:9000): Connection refused"),
        ("logs/web-1/main.log", "one\nerror: two\n"), ("alerts.json", json.dumps(alerts)),
    )  # fmt: skip
    kubelet = one(found, "NodeComponent", "node-1.kubelet")
    assert (kubelet["spec"], kubelet["status"]["active"]) == ({"node": "node-1", "component": "kubelet"}, "inactive")
    assert one(found, "Connection", "node-1.web.80")["status"]["ok"] is True
    assert one(found, "Connection", "anywhere.api.9000")["status"]["ok"] is False
    assert one(found, "LogTail", "web-1")["status"]["lines"] == ["error: two", "one"]
    assert [item["spec"]["text"] for item in found.objects if item["kind"] == "Alert"] == ["Slow; p95 up"]


def test_the_data_of_secrets_is_left_out() -> None:
    secret = {"kind": "Secret", "metadata": {"name": "s", "namespace": "shop", "uid": "1"}, "data": {"a": "YWJj"}}
    assert "data" not in one(read(("s.json", json.dumps(secret))), "Secret", "s")


def test_must_gather_folders_say_namespace_and_pod(tmp_path: Path) -> None:
    folder = tmp_path / "quay-io" / "namespaces" / "shop"
    log = folder / "pods" / "web-1" / "main" / "main" / "logs" / "current.log"
    log.parent.mkdir(parents=True)
    log.write_text("panic: no\n")
    (folder / "pods.txt").write_text(PODS)
    found = read_folder(tmp_path, at=AT)
    assert {item["metadata"].get("namespace") for item in found.objects if item["kind"] in ("Pod", "LogTail")} == {
        "shop"
    }


def test_a_file_that_cannot_be_read_is_named_with_its_line_and_the_rest_goes_on() -> None:
    found = read(("pods.txt", PODS), ("bad.json", '{"kind": "Pod",\n oops'), ("odd.yaml", "kind: Pod\nmetadata: [a\n"))
    assert [(problem.path, problem.line) for problem in found.problems] == [("bad.json", 2), ("odd.yaml", 3)]
    assert str(found.problems[0]).startswith("bad.json:2: this is not JSON")
    assert len([item for item in found.objects if item["kind"] == "Pod"]) == 2


def test_nothing_readable_is_an_error_that_names_the_files(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello\n")
    with pytest.raises(BadInput, match=r"notes\.txt:1: this is neither"):
        read_folder(tmp_path)
    with pytest.raises(NotFound):
        read_folder(tmp_path / "nowhere")


def test_objects_are_sent_as_lists_with_the_time_at_which_they_were_seen() -> None:
    things = seen_at([{"kind": "Pod", "metadata": {"name": "a"}}], AT)
    piece = next(pieces_of(things))
    items = json.loads(piece.body)["items"]
    assert (piece.kind, items[0]["metadata"]["annotations"]) == (
        "kubernetes", {"rootward.dev/observed-at": "2026-11-20T12:00:00Z"},
    )  # fmt: skip


def test_kinds_are_known_by_their_short_names() -> None:
    assert [kind_of_word(word) for word in ("po", "svc", "deployments.apps", "PVC", "thing")] == [
        "Pod", "Service", "Deployment", "PersistentVolumeClaim", "",
    ]  # fmt: skip
    assert kind_of_words("describe/services/web") == "Service"
    assert kind_of_columns(["NAME", "SECRETS", "AGE"]) == "ServiceAccount"


def test_sections_end_where_the_indentation_does() -> None:
    found = sections(["A:  1", "  b: 2", "", "C:", "   x=1", "   y=2"])
    assert [(item.key, item.value, item.lines) for item in found] == [
        ("A", "1", ["1", "b: 2"]),
        ("C", "", ["x=1", "y=2"]),
    ]
    assert (value_of(found, "A"), value_of(found, "Z"), pairs(found[1].lines)) == ("1", "", {"x": "1", "y": "2"})


_CELL = st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=12)
_HEAD = st.text(alphabet="ABCDEFGHIJ", min_size=1, max_size=8)


@given(st.data())
def test_a_table_that_kubectl_would_print_is_read_back(data: st.DataObject) -> None:
    heads = data.draw(st.lists(_HEAD, min_size=1, max_size=5, unique=True))
    rows = data.draw(st.lists(st.lists(_CELL, min_size=len(heads), max_size=len(heads)), max_size=4))
    widths = [max(len(line[place]) for line in [heads, *rows]) for place in range(len(heads))]
    text = ["   ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in [heads, *rows]]
    kept = [row for row in rows if set("".join(row)) - {"-"}]
    nothing = ("<none>", "<unset>", "<unknown>", "<nil>", "<invalid>")
    expected = [["" if cell in nothing else cell for cell in row] for row in kept]
    assert [list(row.values()) for row in table(text)] == expected
    assert [name for name, _ in columns(text[0])] == heads


@given(
    st.text(max_size=300),
    st.sampled_from(["a.txt", "a.yaml", "a.json", "logs/a.log", "connectivity/n/a-1.txt", "pods.txt"]),
)
def test_any_text_is_read_or_refused_with_a_reason(body: str, path: str) -> None:
    try:
        found = read((path, body))
    except BadInput as error:
        assert path in error.message
    else:
        assert Snapshot(found.objects) is not None


_LINES = st.sampled_from(
    [*DESCRIBED_POD.splitlines(), *PODS.splitlines(), "", "Name:  x", "  Port:", "Taints: a=b:c", "Subsets:"]
)


@given(st.lists(_LINES, max_size=40))
def test_broken_descriptions_are_read_or_refused(lines: list[str]) -> None:
    try:
        read(("describe/pods.txt", "\n".join(lines)))
    except BadInput as error:
        assert "describe/pods.txt" in error.message
