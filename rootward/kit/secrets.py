"""Secrets by reference: `env:NAME` or `file:NAME`, looked up when they are needed and kept nowhere.

What is stored, shown and logged is the reference. A reference reaches only what was put there for its tenant, so that
nobody who may configure a connection can have another variable or file of the process sent somewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from rootward.errors import Misconfigured

__all__ = ["PREFIX", "Secrets", "check_reference", "is_reference", "variable_of"]

PREFIX = "ROOTWARD_SECRET_"
"""Before the name of every environment variable that a reference can reach."""

_REFERENCE = re.compile(r"env:[A-Z][A-Z0-9]*(_[A-Z0-9]+)*|file:[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
_DEFAULT = "default"
_LONGEST = 64 * 1024


class Secrets:
    """`variables` are the environment's, by their whole name; `folder` holds a folder for each tenant."""

    def __init__(self, variables: Mapping[str, str], folder: Path) -> None:
        self._variables = dict(variables)
        self._folder = folder

    def resolve(self, tenant: str, reference: str) -> str:
        """The secret itself, without the line end of a file. Raises Misconfigured saying where to put it."""
        kind, _, name = check_reference(reference).partition(":")
        found = self._variable(tenant, name) if kind == "env" else self._file(tenant, name)
        if not found:
            raise Misconfigured(f"the secret {reference!r} is not there: {self._place(tenant, kind, name)}", field=name)
        if not found.isprintable() and "-----BEGIN" not in found:
            raise Misconfigured(f"the secret {reference!r} holds characters that cannot be sent", field=name)
        return found

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
        variable = variable_of(tenant, name)
        if not variable:
            return f"the id of tenant {tenant!r} cannot stand in a variable's name; use a file: reference"
        return f"set {variable} for the process"


def check_reference(reference: str) -> str:
    """The reference itself. Raises ValueError for anything else, and does not repeat what may be the secret itself."""
    if not is_reference(reference):
        raise ValueError("must be a reference to a secret: env:NAME (upper case) or file:NAME, not the secret itself")
    return reference


def is_reference(text: str) -> bool:
    return _REFERENCE.fullmatch(text) is not None


def variable_of(tenant: str, name: str) -> str:
    """The variable that `env:<name>` means for a tenant: ROOTWARD_SECRET_<name>, and for any but the default tenant
    ROOTWARD_SECRET_<TENANT>__<name>; '' when a tenant's id has no single spelling as part of a variable's name."""
    if tenant == _DEFAULT:
        return PREFIX + name
    return "" if "-" in tenant or "__" in tenant else f"{PREFIX}{tenant.upper()}__{name}"
