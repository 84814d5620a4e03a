"""What scenarios share with the tests of the HTTP interface."""

from __future__ import annotations

from tests.api.conftest import embedded, opened

__all__ = ["embedded", "opened"]
