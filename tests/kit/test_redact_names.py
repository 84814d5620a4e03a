"""Secrets announced by a name, in every notation that logs and configuration use."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.kit.redact import redact_text
from rootward.kit.redact_names import secret_name

CASES = [
    ("password=hunter2 ok", "password=[redacted:password] ok"),
    ("DB_PASSWORD: correcthorse", "DB_PASSWORD: [redacted:password]"),
    ("MYSQL_ROOT_PASSWORD=s3cr#t! x", "MYSQL_ROOT_PASSWORD=[redacted:password] x"),
    ("dbPass=hunter2;x=1", "dbPass=[redacted:password];x=1"),
    ("login user:bob pass:hunter2", "login user:bob pass:[redacted:password]"),
    ("Server=db;Password=hunter2;Encrypt=true", "Server=db;Password=[redacted:password];Encrypt=true"),
    ('{"password": "hun\\"ter2", "a": 1}', '{"password": "[redacted:password]", "a": 1}'),
    (r'{\"api_key\":\"abc123\",\"x\":\"y\"}', r'{\"api_key\":\"[redacted:secret]\",\"x\":\"y\"}'),
    (r'\\\"secret\\\":\\\"zz99\\\",', r'\\\"secret\\\":\\\"[redacted:secret]\\\",'),
    ("{'token': b'abcd'}", "{'token': b'[redacted:token]'}"),
    ("config['password'] = 'hunter2'", "config['password'] = '[redacted:password]'"),
    ("'password' => 'hunter2',", "'password' => '[redacted:password]',"),
    ("map[password:hunter2 user:x]", "map[password:[redacted:password] user:x]"),
    ("passphrase: \"correct horse\"", "passphrase: \"[redacted:password]\""),
    ('password="unclosed\nnext line', 'password="[redacted:password]\nnext line'),
    ("?user=a&token=abc&x=1", "?user=a&token=[redacted:token]&x=1"),
    ("password%3Dhunter2 x", "password%3D[redacted:password] x"),
    ("\x1b[31mpassword=hunter2\x1b[0m", "\x1b[31mpassword=[redacted:password]\x1b[0m"),
    ("(password=hunter2)", "(password=[redacted:password])"),
    ("--password hunter2 --verbose", "--password [redacted:password] --verbose"),
    ("--api-key=abc123", "--api-key=[redacted:secret]"),
    ("mysql --auth-token tok3n x", "mysql --auth-token [redacted:token] x"),
    ("<ns:clientSecret>hun ter2</ns:clientSecret>", "<ns:clientSecret>[redacted:secret]</ns:clientSecret>"),
    ("CREATE USER x IDENTIFIED BY 'hunter2'", "CREATE USER x IDENTIFIED BY '[redacted:password]'"),
    ("ALTER ROLE x PASSWORD 'hunter2'", "ALTER ROLE x PASSWORD '[redacted:password]'"),
    ("x-api-key: 8f14e45fceea", "x-api-key: [redacted:secret]"),
    ("aws_secret_access_key = wJalr/K7", "aws_secret_access_key = [redacted:secret]"),
    ("AccountName=shop;AccountKey=Eby8vd==;Endpoint=x", "AccountName=shop;AccountKey=[redacted:secret];Endpoint=x"),
    ("Cookie: sid=abc; theme=dark", "Cookie: [redacted:cookie]"),
    ("curl -H 'Cookie: a=b; c=d' http://x", "curl -H 'Cookie: [redacted:cookie]' http://x"),
    ("Authorization: Bearer abcdefgh status=401", "Authorization: Bearer [redacted:authorization] status=401"),
    ('"Authorization":["Bearer abc"]', '"Authorization":["Bearer [redacted:authorization]"]'),
    ('Authorization: Digest username="x", response="6629"', "Authorization: Digest [redacted:authorization]"),
    ("secret: 0123456789abcdef0123456789abcdef", "secret: [redacted:secret]"),
    ("otp=123456 cvv: 123", "otp=[redacted:secret] cvv: 123"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "clean"), CASES)
def test_only_the_value_under_a_secret_name_is_replaced(text: str, clean: str) -> None:
    assert redact_text(text) == clean
    assert redact_text(clean) is clean


@pytest.mark.parametrize(
    "name", [b"password", b"DB_PASSWORD", b"x-api-key", b"dbPass", b"client.secret", b"refreshToken", b"token2"]
)
def test_a_name_that_ends_in_a_secret_word_announces_a_secret(name: bytes) -> None:
    assert secret_name(name) is not None


@pytest.mark.parametrize(
    "name",
    [
        b"secretName", b"token_count", b"passwordless", b"bypass", b"tokens", b"next_page_token", b"max_token",
        b"partition_key", b"laptop",
    ],
)  # fmt: skip
def test_other_names_with_such_words_in_them_do_not(name: bytes) -> None:
    assert secret_name(name) is None


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["password", "api_key", "clientSecret", "auth-token"]),
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=6, max_size=30),
)
def test_whatever_json_encodes_under_a_secret_name_is_gone(name: str, secret: str) -> None:
    inner = json.dumps({"user": "bob", name: f"0{secret}0", "retries": 3}, ensure_ascii=False)
    outer = json.dumps({"body": inner}, ensure_ascii=False)
    for text, end in ((inner, ', "retries": 3}'), (outer, ', \\"retries\\": 3}"}')):
        clean = redact_text(text)
        assert secret not in clean
        assert clean.endswith(f"]{end[0:0]}" + ('"' if text is inner else '\\"') + end)
