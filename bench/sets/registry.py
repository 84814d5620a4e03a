"""Every data set there is an adapter for, by its name."""

from __future__ import annotations

from bench.sets.contract import Adapter
from bench.sets.nezha import Nezha

__all__ = ["ADAPTERS"]

ADAPTERS: dict[str, Adapter] = {one.name: one for one in (Nezha(),)}
