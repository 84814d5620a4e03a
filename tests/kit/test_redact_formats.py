"""Secrets with a form of their own: private keys, credentials in URLs and headers, Kubernetes Secrets inside texts."""

from __future__ import annotations

import pytest

from rootward.kit.redact import redact_text

KEY = "-----BEGIN {0}-----\nb3BlbnNzaC1rZXk\n-----END {0}-----"


@pytest.mark.parametrize("label", ["RSA PRIVATE KEY", "PRIVATE KEY", "OPENSSH PRIVATE KEY", "PGP PRIVATE KEY BLOCK"])
def test_a_private_key_goes_from_its_first_line_to_its_last(label: str) -> None:
    key = KEY.format(label)
    assert redact_text(f"a\n{key}\nb") == "a\n[redacted:private_key]\nb"
    assert redact_text("a " + key.replace("\n", "\\n") + " b") == "a [redacted:private_key] b"


def test_a_private_key_without_an_end_takes_the_rest_with_it() -> None:
    assert redact_text("a -----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\nmore") == "a [redacted:private_key]"


def test_a_certificate_is_public() -> None:
    text = KEY.format("CERTIFICATE").replace(
        "b3BlbnNzaC1rZXk", "MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYD"
    )
    assert redact_text(text) is text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("postgres://shop:hunter2@db:5432/shop", "postgres://shop:[redacted:url_password]@db:5432/shop"),
        ("postgres://u:p/w@rd@db/shop", "postgres://u:[redacted:url_password]@db/shop"),
        ("redis://:hunter2@cache:6379/0", "redis://:[redacted:url_password]@cache:6379/0"),
        ("mongodb+srv://a:b%40c@h1,h2/x", "mongodb+srv://a:[redacted:url_password]@h1,h2/x"),
        ("https://x:tok@git.example.com/a", "https://x:[redacted:url_password]@git.example.com/a"),
        (f"https://{'0123456789abcdef' * 2}@o1.example.io/1", "https://[redacted:url_password]@o1.example.io/1"),
        ("redis://:a1@h1,redis://:b2@h2", "redis://:[redacted:url_password]@h1,redis://:[redacted:url_password]@h2"),
        ("https://x/c?sv=1&sig=abcdEFGH1234%2Fijklmnop%3D&x=1", "https://x/c?sv=1&sig=[redacted:signature]&x=1"),
        (f"?X-Amz-Signature={'0f' * 32}&a=b", "?X-Amz-Signature=[redacted:signature]&a=b"),
    ],
)
def test_only_the_credential_in_an_address_is_replaced(text: str, clean: str) -> None:
    assert redact_text(text) == clean


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("got Bearer mF_9.B5f-4.1JqM back", "got Bearer [redacted:bearer] back"),
        ("sent basic QWxhZGRpbjpvcGVu now", "sent basic [redacted:basic_auth] now"),
    ],
)
def test_credentials_after_a_scheme_are_found_without_a_header_name(text: str, clean: str) -> None:
    assert redact_text(text) == clean


def test_the_data_of_a_kubernetes_secret_inside_an_annotation_is_replaced() -> None:
    applied = '{"apiVersion":"v1","data":{"user":"Ym9i","any":"aHVudGVyMg=="},"kind":"Secret","metadata":{"name":"db"}}'
    clean = '{"apiVersion":"v1","data":{[redacted:kubernetes_secret]},"kind":"Secret","metadata":{"name":"db"}}'
    assert redact_text(applied) == clean
    assert redact_text(applied.replace('"', '\\"')) == clean.replace('"', '\\"')
    config_map = applied.replace("Secret", "ConfigMap")
    assert redact_text(config_map) is config_map
