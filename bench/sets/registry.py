"""Every data set there is an adapter for, by its name."""

from __future__ import annotations

from bench.sets.changerca import ChangeRca
from bench.sets.cloudopsbench import CloudOpsBench
from bench.sets.contract import Adapter
from bench.sets.nezha import Nezha
from bench.sets.petshop import PetShop
from bench.sets.rootcausebench import RootCauseBench
from bench.sets.shop import Shop

__all__ = ["ADAPTERS"]

ADAPTERS: dict[str, Adapter] = {
    one.name: one for one in (PetShop(), Nezha(), RootCauseBench(), CloudOpsBench(), ChangeRca(), Shop())
}
