"""Services that lead nowhere."""

from __future__ import annotations

import pytest

from rootward.causality.kubernetes.routing import reached
from rootward.causality.kubernetes.snapshot import Object, Snapshot
from rootward.causality.kubernetes.view import View
from tests.causality.kubernetes.cluster import container, kinds, listing, log, own, pod, service, thing, workload


def tried(name: str, port: int, ok: bool, origin: str = "") -> Object:
    return own("Connection", f"{origin}.{name}.{port}", {"service": name, "port": port, "from": origin}, ok=ok)


def test_a_selector_that_nearly_fits_is_wrong() -> None:
    assert kinds(workload(), pod(), service(selector={"name": "web"})) == ["routing.selector Service/shop/web"]
    assert kinds(workload(), pod(), service()) == []
    without = service(selector={})
    assert kinds(workload(), pod(), without) == [], "somebody else keeps its endpoints"
    assert kinds(workload("other"), pod("other"), service("zzz")) == [], "nothing is like what it selects"


def test_a_label_that_pods_were_given_later_and_endpoints_show_that_a_selector_works() -> None:
    leader = service(selector={"app": "web", "role": "leader"})
    assert kinds(workload(), pod(), leader) == ["routing.selector Service/shop/web"]
    marked = pod()
    marked["metadata"]["labels"] = {"app": "web", "role": "leader"}
    assert kinds(workload(), marked, leader) == []
    kept = thing("Endpoints", "web", subsets=[{"addresses": [{"ip": "10.1.0.4"}], "ports": [{"port": 8080}]}])
    assert kinds(workload(), pod(), leader, kept) == []


def test_a_target_port_that_no_container_declares_is_wrong_unless_it_answers() -> None:
    wrong = service(target=9999)
    assert kinds(workload(), pod(), wrong, tried("web", 80, False)) == ["routing.port Service/shop/web"]
    assert kinds(workload(), pod(), wrong, tried("web", 80, True)) == [], "ports need not be declared"
    assert kinds(workload(), pod(), service(target="grpc")) == ["routing.port Service/shop/web"]
    assert kinds(workload(), pod(), service(target="http")) == []


def test_a_protocol_that_the_container_does_not_serve_is_wrong() -> None:
    assert kinds(workload(), pod(), service(protocol="UDP")) == ["routing.protocol Service/shop/web"]
    both = [container(ports=[{"containerPort": 8080, "protocol": "UDP"}])]
    assert kinds(workload(containers=both), pod(containers=both), service(protocol="UDP")) == []


def caller(value: str, name: str = "API_ADDR") -> Object:
    return workload(containers=[container(env=[{"name": name, "value": value}])])


SERVICES = [*listing("Service"), service("api", port=9000), workload("api"), pod("api")]


@pytest.mark.parametrize("value", ["apj:9000", "api-gone:9000", "http://apy.shop.svc.cluster.local:9000/x"])
def test_an_address_that_no_service_has_is_wrong_when_the_variable_names_one_that_there_is(value: str) -> None:
    assert kinds(caller(value), pod(), SERVICES) == ["routing.address Deployment/shop/web"]


@pytest.mark.parametrize(
    "value",
    ["api:9000", "http://api:9000/path", "api.shop.svc.cluster.local:9000", "localhost:9000", "example.org:443",
     "10.0.0.1:1", "plain words", "${API}:9000"],
)  # fmt: skip
def test_an_address_that_is_right_or_elsewhere_is_no_fault(value: str) -> None:
    assert kinds(caller(value), pod(), SERVICES) == []


def test_an_optional_service_counts_only_when_somebody_misses_it() -> None:
    spare = caller("assistant:80", "ASSISTANT_ADDR")
    assert kinds(spare, pod(), SERVICES) == []
    missed = log("web", "dial tcp: lookup assistant on 10.0.0.2:53: no such host")
    assert kinds(spare, pod(), SERVICES, missed) == ["routing.address Deployment/shop/web"]
    assert kinds(spare, pod(), SERVICES[1:]) == [], "the services were not listed completely"


def test_a_port_that_the_service_does_not_have_is_the_callers_unless_all_callers_say_so() -> None:
    assert kinds(caller("api:9001"), pod(), SERVICES) == ["routing.address Deployment/shop/web"]
    second = workload("cart", containers=[container(env=[{"name": "API_ADDR", "value": "api:9001"}])])
    assert kinds(caller("api:9001"), pod(), second, pod("cart"), SERVICES) == ["routing.port Service/shop/api"]


def test_the_port_of_a_database_is_the_clients() -> None:
    store = [*listing("Service"), service("store-mysql", port=3306, target=3306),
             workload("store-mysql", containers=[container(image="mysql:8", port=3306)])]  # fmt: skip
    wrong = caller("jdbc:mysql://store-mysql:3307/shop", "SPRING_DATASOURCE_URL")
    assert kinds(wrong, pod(), store) == ["runtime.database_port Deployment/shop/web"]
    assert kinds(caller("jdbc:mysql://store-mysql:3306/shop", "SPRING_DATASOURCE_URL"), pod(), store) == []


def test_routes_of_ingresses_and_gateways_are_addresses_too() -> None:
    path = {"path": "/", "backend": {"service": {"name": "apj", "port": {"number": 9000}}}}
    ingress = thing("Ingress", "front", spec={"rules": [{"http": {"paths": [path]}}]})
    assert kinds(ingress, SERVICES) == ["routing.gateway Ingress/shop/front"]
    path["backend"]["service"]["name"] = "api"
    assert kinds(ingress, SERVICES) == []
    config = thing("ConfigMap", "gateway-routes", data={"routes.yaml": "uri: http://api:9999\n"})
    mounts = workload("gateway", volumes=[{"name": "r", "configMap": {"name": "gateway-routes"}}])
    assert kinds(config, mounts, pod("gateway"), SERVICES) == ["routing.gateway Deployment/shop/gateway"]
    config["data"] = {"routes.yaml": "uri: http://api:9000\n"}
    assert kinds(config, mounts, pod("gateway"), SERVICES) == []
    more = [service("orders", port=9000), workload("orders"), pod("orders")]
    config["data"] = {"routes.yaml": "- id: orders\n  uri: lb://api\n"}
    assert kinds(config, mounts, pod("gateway"), SERVICES, more) == ["routing.gateway Deployment/shop/gateway"]
    config["data"] = {"routes.yaml": "- id: orders\n  uri: lb://orders\n"}
    assert kinds(config, mounts, pod("gateway"), SERVICES, more) == []
    variable = [container(env=[{"name": "ORDERS_URL", "value": "http://gone:9000"}])]
    front = workload("edge-proxy", containers=variable)
    assert kinds(front, pod("edge-proxy"), SERVICES, more) == ["routing.gateway Deployment/shop/edge-proxy"]


def test_a_variable_that_is_named_after_another_service_than_it_leads_to_is_wrong() -> None:
    orders = [service("orders", port=9000), workload("orders"), pod("orders")]
    assert kinds(caller("api:9000", "ORDERS_ADDR"), pod(), SERVICES, orders) == ["routing.address Deployment/shop/web"]
    assert kinds(caller("orders:9000", "ORDERS_ADDR"), pod(), SERVICES, orders) == []
    assert kinds(caller("api:9000", "ORDERS_API_ADDR"), pod(), SERVICES, orders) == [], "it names both"
    assert kinds(caller("api:9000", "BACKEND_ADDR"), pod(), SERVICES, orders) == []
    assert kinds(caller("api:9000", "ORDERS_STORE_ADDR"), pod(), SERVICES, orders) == [], "its store is another thing"


def test_name_servers_of_its_own_that_resolve_nothing_are_a_workloads_fault() -> None:
    said = log("web", "getaddrinfo: Temporary failure in name resolution")
    odd = workload(dnsPolicy="None", dnsConfig={"nameservers": ["203.0.113.9"]})
    assert kinds(odd, pod(), said) == ["routing.dns Deployment/shop/web"]
    assert kinds(workload(), pod(), said) == ["routing.dns Deployment/shop/web"]
    assert kinds(workload(), pod(), log("web", "name resolution took 3 ms")) == []
    own_words = log("web", "java.net.UnknownHostException: api: Name or service not known")
    assert kinds(workload(), pod(), SERVICES, own_words) == ["routing.dns Deployment/shop/web"]
    repeated = log("web", "rpc error: lookup api on 10.0.0.2:53: no such host")
    assert kinds(workload(), pod(), SERVICES, repeated) == [], "it does not call api itself: who does, said it"
    known = log("web", "dial tcp: lookup api on 10.0.0.2:53: no such host")
    assert kinds(caller("api:9000"), pod(), SERVICES, known) == ["routing.dns Deployment/shop/web"], (
        "the service exists"
    )


def test_a_policy_that_lets_nobody_in_matters_where_nobody_gets_in() -> None:
    policy = thing(
        "NetworkPolicy", "deny", spec={"podSelector": {"matchLabels": {"app": "web"}}, "policyTypes": ["Ingress"]}
    )
    base = [workload(), pod(), service()]
    assert kinds(*base, policy, tried("web", 80, False)) == ["routing.network_policy NetworkPolicy/shop/deny"]
    assert kinds(*base, policy, tried("web", 80, True)) == []
    policy["spec"]["ingress"] = [{"from": []}]
    assert kinds(*base, policy, tried("web", 80, False)) == []


def test_a_service_is_reached_when_every_attempt_was() -> None:
    web = service()
    every = [web, tried("web", 80, True, "node-1"), tried("web", 80, False, "node-2")]
    assert reached(View(Snapshot(every)), web) is False
    assert reached(View(Snapshot(every[:2])), web) is True
    assert reached(View(Snapshot(every[:1])), web) is None
