"""An example says what comes in, and may leave open what is expected."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from rootward.packs.examples import Example


def test_an_example_needs_what_comes_in_and_nothing_that_nobody_knows() -> None:
    assert Example(input={"exceptionType": "A"}).expected == {}
    with pytest.raises(ValidationError):
        Example.model_validate({"input": {}, "wanted": {}})
