"""Secrets by reference: `env:NAME`, `file:NAME`, `vault:PATH#FIELD` or `ssm:NAME`, looked up when they are needed and
kept nowhere. `${NAME}` is short for `env:NAME`, and `${file:NAME}` stands inside a longer text.

What is stored, shown and logged is the reference. A reference reaches only what was put there for its tenant, so that
nobody who may configure a connection can have another variable or file of the process sent somewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from rootward.errors import Misconfigured

__all__ = ["PREFIX", "Secrets", "Store", "check_reference", "is_reference", "references_in", "variable_of"]

PREFIX = "ROOTWARD_SECRET_"
"""Before the name of every environment variable that a reference can reach."""

_VARIABLE = r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*"
_PLAIN = "[A-Za-z0-9][A-Za-z0-9_.-]{0,99}"
_BELOW = rf"{_PLAIN}(?:/{_PLAIN}){{0,9}}"
_ANY = rf"env:{_VARIABLE}|file:{_PLAIN}|vault:{_BELOW}#{_PLAIN}|ssm:{_BELOW}"
_REFERENCE = re.compile(rf"{_ANY}|\$\{{{_VARIABLE}\}}")
_EMBEDDED = re.compile(rf"\$\{{({_ANY}|{_VARIABLE})\}}")
_DEFAULT = "default"
_LONGEST = 64 * 1024


class Store(Protocol):
    """Where secrets are kept outside of this machine, a folder for each tenant."""

    async def fetch(self, tenant: str, name: str) -> str:
        """'' when it is not there. Raises Misconfigured, Unavailable."""
        ...


class Secrets:
    """`variables` are the environment's, by their whole name; `folder` holds a folder for each tenant; `stores` are the
    others by the kind of reference that means them."""

    def __init__(
        self, variables: Mapping[str, str], folder: Path, stores: Mapping[str, Store] | None = None
    ) -> None:  # fmt: skip
        self._variables = dict(variables)
        self._folder = folder
        self._stores = dict(stores or {})

    async def resolve(self, tenant: str, reference: str) -> str:
        """The secret itself, without the line end of a file. Raises Misconfigured saying where to put it, and
        Unavailable when its store does not answer."""
        kind, _, name = _plain(check_reference(reference)).partition(":")
        found = await self._look(tenant, kind, name)
        if not found:
            raise Misconfigured(f"the secret {reference!r} is not there: {self._place(tenant, kind, name)}", field=name)
        if not found.isprintable() and "-----BEGIN" not in found:
            raise Misconfigured(f"the secret {reference!r} holds characters that cannot be sent", field=name)
        return found

    async def _look(self, tenant: str, kind: str, name: str) -> str:
        if kind == "env":
            return self._variable(tenant, name)
        if kind == "file":
            return self._file(tenant, name)
        if kind not in self._stores:
            raise Misconfigured(f"this process has no store for {kind}: references; {_SETUP[kind]}", field=kind)
        return (await self._stores[kind].fetch(tenant, name)).strip()

    def _variable(self, tenant: str, name: str) -> str:
        variable = variable_of(tenant, name)
        return self._variables.get(variable, "").strip() if variable else ""

    def _file(self, tenant: str, name: str) -> str:
        try:
            with (self._folder / tenant / name).open("rb") as file:
                return file.read(_LONGEST).decode().strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def _place(self, tenant: str, kind: str, name: str) -> str:
        if kind == "file":
            return f"put it into the file {tenant}/{name} of the secrets folder"
        if kind in _SETUP:
            return f"put it into {kind} in the folder of tenant {tenant!r}"
        variable = variable_of(tenant, name)
        if not variable:
            return f"the id of tenant {tenant!r} cannot stand in a variable's name; use a file: reference"
        return f"set {variable} for the process"


def check_reference(reference: str) -> str:
    """The reference itself. Raises ValueError for anything else, and does not repeat what may be the secret itself."""
    if not is_reference(reference):
        raise ValueError(
            "must be a reference to a secret: env:NAME (upper case), file:NAME, vault:PATH#FIELD or ssm:NAME, not the "
            "secret itself"
        )
    return reference


def is_reference(text: str) -> bool:
    return _REFERENCE.fullmatch(text) is not None


def references_in(text: str) -> Iterator[tuple[str, str]]:
    """What stands in a text for a secret, `${NAME}` or `${file:NAME}`, and the reference that it means."""
    for match in _EMBEDDED.finditer(text):
        yield match[0], match[1] if ":" in match[1] else f"env:{match[1]}"


def variable_of(tenant: str, name: str) -> str:
    """The variable that `env:<name>` means for a tenant: ROOTWARD_SECRET_<name>, and for any but the default tenant
    ROOTWARD_SECRET_<TENANT>__<name>; '' when a tenant's id has no single spelling as part of a variable's name."""
    if tenant == _DEFAULT:
        return PREFIX + name
    return "" if "-" in tenant or "__" in tenant else f"{PREFIX}{tenant.upper()}__{name}"


def _plain(reference: str) -> str:
    return f"env:{reference[2:-1]}" if reference.startswith("${") else reference


_SETUP = {"vault": "set ROOTWARD_VAULT_URL and its token", "ssm": "set ROOTWARD_AWS_REGION and its keys"}
