"""Personal data: found where the checks hold (Luhn, IBAN remainder, number plans), left alone where they do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.kit.redact import redact_text
from rootward.kit.redact_patterns import IBAN_LENGTHS


@pytest.mark.parametrize(
    "address", ["bob@example.com", "o'neil.b+x@sub.example.co.uk", "jörg@example.de", "bob%40example.com"]
)
def test_an_email_address_is_replaced(address: str) -> None:
    assert redact_text(f"from <{address}>, twice") == "from <[redacted:email]>, twice"


@pytest.mark.parametrize(
    "text", ["nginx@latest", "a@b", "icon@2x.png", "x@db.shop.svc.cluster.local", "ssh://git@example.com/x"]
)
def test_other_things_with_an_at_sign_stay(text: str) -> None:
    assert redact_text(text) is text


@settings(max_examples=100, deadline=None)
@given(
    st.from_regex(r"(?:4[0-9]{14}|5[1-5][0-9]{13}|3[47][0-9]{12}|6011[0-9]{11})", fullmatch=True),
    st.sampled_from(["", " ", "-"]),
)
def test_a_card_number_is_replaced_exactly_when_its_check_digit_is_right(body: str, gap: str) -> None:
    numbers = [f"{body}{digit}" for digit in range(10)]
    cut = (4, 10) if len(body) == 14 else (4, 8, 12)
    texts = [gap.join(_cut(number, cut)) for number in numbers]
    right = [text for text, number in zip(texts, numbers, strict=True) if _luhn(number)]
    assert [text for text in texts if redact_text(f"paid with {text}.") == "paid with [redacted:card]."] == right


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(sorted(IBAN_LENGTHS)), st.data())
def test_an_iban_is_replaced_exactly_when_its_check_digits_are_right(country: bytes, data: st.DataObject) -> None:
    size = IBAN_LENGTHS[country] - 4
    rest = data.draw(st.text("0123456789", min_size=size, max_size=size))
    code = country.decode()
    check = 98 - int("".join(str(int(char, 36)) for char in f"{rest}{code}00")) % 97
    good, bad = f"{code}{check:02d}{rest}", f"{code}{(check + 1) % 100:02d}{rest}"
    spaced = " ".join(good[start : start + 4] for start in range(0, len(good), 4))
    assert redact_text(f"to {good};") == redact_text(f"to {spaced};") == "to [redacted:iban];"
    assert "iban" not in redact_text(f"to {bad};")


@pytest.mark.parametrize("number", ["+44 20 7946 0958", "+14155552671", "+49 (0)30 901820", "+33-1-70-18-99-00"])
def test_a_phone_number_with_its_country_is_replaced(number: str) -> None:
    assert redact_text(f"call {number} now") == "call [redacted:phone] now"


@pytest.mark.parametrize(
    "text", ["020 7946 0958", "+0200", "+123", "+1 415 555 267", "1+14155552671", "+15447126600000000000"]
)
def test_other_numbers_with_a_plus_stay(text: str) -> None:
    assert redact_text(text) is text


def test_a_social_security_number_is_replaced() -> None:
    assert redact_text("ssn 123-45-6789, ok") == "ssn [redacted:ssn], ok"


def _cut(number: str, at: tuple[int, ...]) -> list[str]:
    return [number[start:end] for start, end in zip((0, *at), (*at, len(number)), strict=True)]


def _luhn(number: str) -> bool:
    digits = [int(char) for char in reversed(number)]
    return sum(digit if place % 2 == 0 else sum(divmod(2 * digit, 10)) for place, digit in enumerate(digits)) % 10 == 0
