"""Taxonomy: the words of a domain: which things there are in it, and which types of exceptions."""

from __future__ import annotations

from pydantic import Field, JsonValue

from rootward.packs.values import Checked, Text

__all__ = ["Domain", "EntityType", "ExceptionType", "Taxonomy"]


class EntityType(Checked):
    """A kind of thing; what an attribute is stays as it was said. `relations` are other kinds that it belongs to."""

    attributes: dict[Text, JsonValue] = Field(default_factory=dict)
    relations: tuple[Text, ...] = ()


class ExceptionType(Checked):
    description: str = Field(default="", max_length=4000)


class Domain(Checked):
    entities: dict[Text, EntityType] = Field(default_factory=dict)
    types: dict[Text, ExceptionType] = Field(default_factory=dict)


class Taxonomy(Checked):
    """Domains by their name. An exception of a type that a domain knows is of that domain."""

    domains: dict[Text, Domain] = Field(default_factory=dict)

    def domain_of(self, exception_type: str) -> str:
        """'' for a type that none knows."""
        return next((name for name, one in self.domains.items() if exception_type in one.types), "")
