"""Tokens drawn by lot are told from names that people and programs write."""

from __future__ import annotations

import random
import string

import pytest

from rootward.kit.redact import redact_text
from rootward.kit.redact_random import decode64

BASE62 = string.ascii_letters + string.digits
IDENTIFIERS = [
    "CustomResourceDefinitionV1Beta1", "HorizontalPodAutoscalerV2Beta2Status", "PersistentVolumeClaimTemplate2",
    "RetryOn503ServiceUnavailable", "getS3ObjectV2AsyncHandlerFactory", "OrderServiceV2ControllerTest",
    "Log4j2ConfigurationFactory", "JacksonJsonHttpMessageConverter2", "OAuth2AuthorizationRequestRedirectFilter",
    "Http2ConnectionHandlerBuilder", "kafkaConsumerGroupLagExporterV2", "X509CertificateValidator",
    "StatefulSet/orders-7d9f8c6b5-x2x4z", "src/main/java/com/shop/Order2Payment/RetryHandlerV1",
    "WestEurope2-Prod-Node01", "ISO8601DateTimeFormatter", "EC2InstanceMetadataServiceV2Client",
    "Utf8StringDecoderTest4Base64", "io/netty/handler/codec/http2/Http2FrameCodecBuilder",
]  # fmt: skip


@pytest.mark.parametrize("name", IDENTIFIERS)
def test_an_identifier_is_not_taken_for_random(name: str) -> None:
    assert redact_text(name) is name


@pytest.mark.parametrize(
    ("alphabet", "length", "missed_at_most"),
    [(BASE62, 20, 0.08), (BASE62, 32, 0.02), (BASE62, 40, 0.01), (BASE62 + "+/", 40, 0.01), (BASE62 + "-_", 43, 0.01)],
)
def test_random_tokens_are_found_but_for_a_known_share(alphabet: str, length: int, missed_at_most: float) -> None:
    lot = random.Random(17)
    tokens = ["".join(lot.choices(alphabet, k=length)) for _ in range(500)]
    missed = [token for token in tokens if token in redact_text(f"got {token} back")]
    assert len(missed) <= missed_at_most * len(tokens)


@pytest.mark.parametrize(
    "text", ["0123456789abcdefABCDEF0123456789", "VGhpcyBpcyBhIHRlc3Qgb2YgMTIz", "sha256:aB3dE5gHiJ7kLmN9pQrSt"]
)
def test_hex_readable_base64_and_digests_stay(text: str) -> None:
    assert redact_text(text) is text


@pytest.mark.parametrize("name", ["etag=", "request_id: ", '"sha":"', "commit:"])
def test_in_text_too_a_typed_id_is_known_by_its_name(name: str) -> None:
    text = f"x {name}aB3dE5gHiJ7kLmN9pQrSt"
    assert redact_text(text) is text
    assert redact_text("x aB3dE5gHiJ7kLmN9pQrSt") == "x [redacted:entropy]"


def test_the_words_of_a_path_around_a_random_part_stay() -> None:
    path = "hooks/catch/aB3dE5gHiJ7kLmN9pQrSt/orders"
    assert redact_text(path) == "hooks/catch/[redacted:entropy]/orders"


@pytest.mark.parametrize(("text", "plain"), [(b"YQ==", b"a"), (b"YQ", b"a"), (b"-_-_", b"\xfb\xff\xbf"), (b"Y", None)])
def test_base64_is_read_in_both_alphabets_with_or_without_padding(text: bytes, plain: bytes | None) -> None:
    assert decode64(text) == plain
