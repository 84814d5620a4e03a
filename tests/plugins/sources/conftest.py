"""What tests of sources share: for whom and when."""

from __future__ import annotations

import pytest

from rootward.events.source import SourceContext
from rootward.kit import clock


@pytest.fixture
def context() -> SourceContext:
    return SourceContext(tenant="acme", now_ns=clock.parse_ns("2026-11-20T12:05:00Z"))
