"""What every redaction promises: innocent text stays, twice is once, one scan can rule secrets out."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.kit import redact
from rootward.kit.redact import JSON, find_suspects, may_contain_secret, redact_text, redact_value

AWS_KEY, AWS_SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
RANDOM = "a1B2c3D4e5F6g7H8i9J0k1L2"
TRACE_ID = "5B8EFFF798038103D269B633813FC60C"

INNOCENT = r"""
checkout-7d9f8c6b5-x2x4z
Back-off restarting failed container api in pod checkout-7d9f8c6b5-x2x4z_shop(1b8f5b0e-2f4e-4f8e-9d3f-6a7c2f9b1e22)
Failed to pull image "ghcr.io/shop/checkout@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
MountVolume.SetUp failed for volume "creds" : secret "db-credentials" not found
Error: couldn't find key password in Secret shop/db-credentials
references non-existent secret key: password
Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.
Readiness probe failed: Get "http://10.42.0.17:8080/healthz?probe=1&id=4711": context deadline exceeded
0/3 nodes are available: 2 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }.
commit 97a81ce0b1c2d3e4f5061728394a5b6c7d8e9f00
traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
trace_id=5B8EFFF798038103D269B633813FC60C span_id=EEE19B7EC3C1B174
Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1
550e8400-e29b-41d4-a716-446655440000
01ARZ3NDEKTSV4RRFFQ69G5FAV
case_01jd3w9z6v4mfx5c7k8n2p0q1r
com.example.payments.PaymentServiceV2Controller$$EnhancerBySpringCGLIB$$a1b2c3d4
java.lang.NullPointerException: Cannot invoke "com.shop.Order.getId()" because "order" is null
at org.apache.kafka.clients.producer.internals.Sender.runOnce(Sender.java:325) ~[kafka-clients-3.7.0.jar!/:na]
File "/usr/lib/python3.11/site-packages/urllib3/connectionpool.py", line 703, in urlopen
goroutine 1 [running]: main.(*Server).ServeHTTP(0xc0001a2000, {0x7f3c2c0f1a38, 0xc00041e0e0}, 0xc0003fc200)
_ZN4grpc6Server5StartEvPKcS2_
SELECT id, token, password FROM users WHERE token = $1 AND password = ? ORDER BY created_at
INSERT INTO sessions (id, token) VALUES (%s, %s)
UPDATE users SET password = :password WHERE id = 42
ALTER TABLE orders ADD COLUMN payment_token VARCHAR(64)
https://grafana.example.com/d/abc123/overview?orgId=1&var-pod=checkout-7d9f8c6b5-x2x4z&from=1700000000000
https://github.com/shop/checkout/commit/97a81ce0b1c2d3e4f5061728394a5b6c7d8e9f00
https://video.example.com/watch?v=dQw4w9WgXcQ
http://prom:9090/graph?g0.expr=sum%28rate%28http_requests_total%7Bjob%3D%22api%22%7D%5B5m%5D%29%29&g0.tab=1
aGVsbG8gd29ybGQ=
SGVsbG8sIFdvcmxkIQ==
10.0.12.34:5432 fe80::1ff:fe23:4567:890a 2001:db8::ff00:42:8329 192.168.1.1/24
Access denied for user 'root'@'10.0.0.5' (using password: YES)
FATAL: password authentication failed for user "checkout"
Failed password for invalid user admin from 10.0.0.1 port 22 ssh2
Invalid token: expired
SyntaxError: Unexpected token '<', "<!DOCTYPE "... is not valid JSON
SyntaxError: Unexpected token: '}'
WWW-Authenticate: Bearer realm="shop", error="invalid_token"
bearer authentication required
Basic authentication failed
max_tokens=4096 prompt_tokens=512 completion_token=17
time_per_output_token: 0.023 time_to_first_token: 1.5
nextPageToken=CAUQAA next_page_token: "abc"
password: must be at least 8 characters
authorization: denied by policy
tokenizer=bert-base secretName=db-credentials secretKeyRef: db token_type=Bearer passwordless=true
--- PASS: TestCheckout (0.02s)
PASS: 12 FAIL: 0
PWD=/app OLDPWD=/
password=${DB_PASSWORD} token=$(cat /run/token) api_key={{ .Values.apiKey }} secret=*** password=<hidden> token=null
postgres://user@db.shop.svc:5432/shop
postgres://user:${PASSWORD}@db:5432/shop
amqp://rabbit:5672/vhost
http://host:8080/path?next=http://other:9090/x
git@github.com:shop/checkout.git
getty@tty1.service: Main process exited
adoptions@services-database.us-west-2.rds.amazonaws.com_Database::SQL
@babel/core@7.1.0
ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl
SHA256:uNiVztksCsDhcc0u9e8BrXWwcTp2hZ3VpSVD3NbLaaQ
sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
"requestId":"V1StGXR8Z5jdHi6BmyTq9"
call_9LnZ8yFRx2QpT4vKJm3hWc7B
2026-11-20T12:00:00.123456789+01:00 1700000000000000000 1544712660000000000
0.4532015112830366 4532015112830366.5
+1048576 bytes @@ -12,7 +1234567,8 @@ diff +1000 +12345
123-45-67890 000-12-3456 666-12-3456 2026-11-20
GB82 WEST 1234 5698 7654 33
ReplicaSet/checkout-7d9f8c6b5-x2x4z PersistentVolumeClaim/data-7d9f8c6b5d-x2x4z
arn:aws:iam::123456789012:role/CheckoutServiceRole2Production
i-0abc123def4567890 vol-049df61146c4d7901 ami-0c55b159cbfafe1f0
KubePodCrashLooping HighErrorRate5xx OOMKilled exit code 137 (SIGKILL)
getS3ObjectV2AsyncHandlerFactory
routing_key=orders.created partition_key=42 primary_key=id cache_key=user:17
vault kv get secret/data/shop
""".strip().splitlines()


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent_text_comes_back_as_the_same_object(text: str) -> None:
    assert redact_text(text) is text
    event: JSON = {"message": text, "lines": [text]}
    assert redact_value(event) is event


def test_a_kubernetes_event_is_ruled_out_by_one_scan() -> None:
    event: JSON = {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": "checkout-7d9.17a", "uid": "5d0c6b7e-52f5-4c58-8b25-3c3a5d2f7a11", "resourceVersion": "1"},
        "involvedObject": {"kind": "Pod", "name": "checkout-7d9", "fieldPath": "spec.containers{api}"},
        "message": 'Back-off pulling image "shop/checkout:42"; secret "regcred" not found',
        "lastTimestamp": "2026-11-20T12:00:00Z",
        "count": 12,
    }
    assert not may_contain_secret(json.dumps(event).encode())
    assert redact_value(event) is event


def test_only_the_secret_in_a_value_is_replaced_and_the_untouched_parts_are_shared() -> None:
    labels: JSON = {"app": "checkout"}
    event: JSON = {"message": f"denied for {AWS_KEY}!", "labels": labels, "count": 3}
    clean = redact_value(event)
    assert clean == {"message": "denied for [redacted:aws_key]!", "labels": labels, "count": 3}
    assert isinstance(clean, dict) and clean["labels"] is labels


@pytest.mark.parametrize(
    ("value", "clean"),
    [
        ({"password": "x", "a": 1}, {"password": "[redacted:password]", "a": 1}),
        ({"x-api-key": "1-2"}, {"x-api-key": "[redacted:secret]"}),
        ({"clientSecret": "s"}, {"clientSecret": "[redacted:secret]"}),
        ({"pin": 7, "password": 1234}, {"pin": 7, "password": "[redacted:password]"}),
        ({"passwords": ["a", "b"]}, {"passwords": ["[redacted:password]", "[redacted:password]"]}),
        ({"tokens": 512, "token_count": 3}, {"tokens": 512, "token_count": 3}),
        ({"cookies": {"a": {"b": "2"}}}, {"cookies": {"a": {"b": "[redacted:cookie]"}}}),
        ({"secret": {"name": "db"}}, {"secret": {"name": "db"}}),
        ({"name": "DB_PASSWORD", "value": "h"}, {"name": "DB_PASSWORD", "value": "[redacted:password]"}),
        (
            [{"key": "db.password", "value": {"stringValue": "h"}}],
            [{"key": "db.password", "value": {"stringValue": "[redacted:password]"}}],
        ),
        (
            {"kind": "Secret", "metadata": {"name": "db"}, "data": {"any": "aHVudGVyMg=="}},
            {"kind": "Secret", "metadata": {"name": "db"}, "data": {"any": "[redacted:kubernetes_secret]"}},
        ),
        ({"routing_key": "orders.created"}, {"routing_key": "orders.created"}),
        ({"routing_key": "0123456789abcdef" * 2}, {"routing_key": "[redacted:secret]"}),
        ({"card_number": 4111111111111111}, {"card_number": "[redacted:secret]"}),
        ({"to": ["bob@example.com"]}, {"to": ["[redacted:email]"]}),
        ({"bob@example.com": 1, "eve@example.com": 2}, {"[redacted:email]": 1, "[redacted:email]+": 2}),
    ],
)  # fmt: skip
def test_a_name_or_a_form_marks_a_value(value: JSON, clean: JSON) -> None:
    assert redact_value(value) == clean


@pytest.mark.parametrize("value", [None, True, False, "", "***", "${DB_PASSWORD}", "<hidden>", "[redacted:password]"])
def test_what_is_no_secret_stays_under_a_secret_name(value: JSON) -> None:
    event: JSON = {"password": value}
    assert redact_value(event) is event


@pytest.mark.parametrize(
    "name", ["trace_id", "spanId", "uid", "head_sha", "digest", "fingerprint", "traceid", "x.ID", "node-id"]
)
def test_a_typed_id_may_look_random(name: str) -> None:
    event: JSON = {name: RANDOM, f"{name}s": [{name: RANDOM}]}
    assert redact_value(event) is event
    assert redact_value({"message": RANDOM}) == {"message": "[redacted:entropy]"}


def test_a_known_token_is_found_in_a_typed_id_too() -> None:
    assert redact_value({"trace_id": AWS_KEY}) == {"trace_id": "[redacted:aws_key]"}


def test_the_path_tells_the_name_of_a_bare_value() -> None:
    assert redact_value("hunter2", path=("db", "password")) == "[redacted:password]"
    assert redact_value(RANDOM, path=("trace_id",)) is not None
    assert redact_value(RANDOM, path=("trace_id",)) == RANDOM
    assert redact_value({"user": "bob"}, path=("payload",)) == {"user": "bob"}


def test_what_json_cannot_hold_is_judged_by_its_text() -> None:
    error = ValueError(f"bad key {AWS_KEY}")
    assert redact_value({"error": error}) == {"error": "bad key [redacted:aws_key]"}  # type: ignore[dict-item]
    harmless: JSON = {"error": ValueError("bad key"), "n": 2**90}  # type: ignore[dict-item]
    assert redact_value(harmless) is harmless


def test_text_that_is_not_valid_unicode_is_redacted_like_any_other() -> None:
    assert redact_text(f"\ud800 {AWS_KEY} \udfff é") == "\ud800 [redacted:aws_key] \udfff é"
    assert redact_value({"m": f"\ud800 {AWS_KEY}"}) == {"m": "\ud800 [redacted:aws_key]"}


def test_beyond_200_levels_a_suspicious_value_is_cut() -> None:
    value: JSON = {"message": AWS_KEY}
    for _ in range(300):
        value = [value]
    text = json.dumps(redact_value(value))
    assert AWS_KEY not in text and "[redacted:depth]" in text


@pytest.mark.parametrize(
    "piece", ["password=", 'password="\\', "cookie=a=;", "eyJhbGciOiJIUzI1NiJ9.", "aB3-", "a@b.", "cvv="]
)
def test_hostile_text_costs_linear_time(piece: str) -> None:
    text = piece * (
        200_000 // len(piece)
    )  # a quadratic finder needs minutes for this; the time limit of the suite ends it
    assert redact_text(redact_text(text)) == redact_text(text)


# -- properties: any mixture of the things that the finders look at

FRAGMENTS = [
    "password", "passwd=", "pwd", "secret", "token", "api_key", "Cookie", "Authorization", "Bearer ", "Basic ",
    "sid=", "jwt", "otp", "card_number", "routing_key", "trace_id", "id", "kind", "Secret", 'data":{', "name",
    "value", "=", ":", " ", "\t", "\n", '"', "'", "\\", '\\"', "\\n", "/", "://", "@", "%40", "%3D", "?sig=",
    "[redacted:secret]", "[redacted:", "]", "--", "<", ">", "{", "}", "+", "-", "_", ".", ",", ";", "`", "bob",
    "example.com", "postgres", "hunter2", "Z9", "1", "é", "–", "\x01", "\u2028", AWS_KEY, AWS_SECRET, RANDOM,
    TRACE_ID, "gh" + "p_" + "aB3dE5gH" * 5, "sk-pro" + "j-" + "Ab3-_" * 6,
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcdefgh", "-----BEGIN RSA PRIVATE KEY-----",
    "-----END RSA PRIVATE KEY-----", "4111111111111111", "4111 1111 1111 1111", "123-45-6789", "+44 20 7946 0958",
    "GB82 WEST 1234 5698 7654 32", "identified by '", "0123456789abcdef" * 2,
]  # fmt: skip
mixtures = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=5), max_size=9).map("".join)
keys = st.sampled_from(["name", "value", "key", "kind", "data", "password"]) | mixtures
values: st.SearchStrategy[JSON] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | mixtures,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(mixtures)
def test_redacting_text_twice_is_redacting_it_once(text: str) -> None:
    once = redact_text(text)
    assert redact_text(once) is once


@settings(max_examples=200, deadline=None)
@given(values)
def test_redacting_a_value_twice_is_redacting_it_once(value: JSON) -> None:
    once = redact_value(value)
    assert redact_value(once) is once


@settings(max_examples=300, deadline=None)
@given(values)
def test_what_the_scan_rules_out_holds_no_secret_however_the_json_is_escaped(value: JSON) -> None:
    if redact._walk(value, redact._PLAIN, 0) is not value:  # the walk alone, without the scan before it
        assert [raw for raw in _encodings(value) if not may_contain_secret(raw)] == []


@settings(max_examples=300, deadline=None)
@given(mixtures)
def test_what_the_scan_rules_out_holds_no_secret_as_plain_text(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    if redact._without_secrets(data, typed_id=False) != data:  # the finders alone
        assert may_contain_secret(data)


@settings(max_examples=300, deadline=None)
@given(st.lists(mixtures, max_size=8))
def test_one_scan_over_many_texts_misses_none_that_a_scan_of_its_own_finds(texts: list[str]) -> None:
    given_ = [text.encode("utf-8", "surrogatepass") for text in texts]
    alone = {place for place, text in enumerate(given_) if may_contain_secret(text)}
    assert alone <= set(find_suspects(given_))


def test_many_texts_in_one_scan_are_told_apart() -> None:
    card = b"4111 1111 1111 1111"
    texts = [b"pulled", card, b"", b"the password", b"= 3 tries", card, b"5", b"api_key: 0a1b2c3d", b"bye"]
    assert find_suspects(texts) == [1, 5, 7]
    assert find_suspects([]) == []
    assert find_suspects([card]) == [0]


@pytest.mark.parametrize("raw", [b'{"\\u0070assword":"x"}', b'{"m":"pass\\u0077ord=x"}', b'{"m":"https:\\/\\/u:p@h"}'])
def test_ascii_hidden_by_escapes_is_never_ruled_out(raw: bytes) -> None:
    assert may_contain_secret(raw)
    assert redact_value(msgspec.json.decode(raw)) != msgspec.json.decode(raw)


def _encodings(value: JSON) -> Iterator[bytes]:
    yield json.dumps(value).encode()
    plain = json.dumps(value, ensure_ascii=False)
    yield plain.encode("utf-8", "surrogatepass")
    yield plain.replace("/", "\\/").encode("utf-8", "surrogatepass")
    yield plain.replace("<", "\\u003c").replace("&", "\\u0026").encode("utf-8", "surrogatepass")
    yield json.dumps(value, indent=1).encode()
