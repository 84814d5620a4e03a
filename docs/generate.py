"""Write docs/reference from the code: `make docs`. A test fails when a committed page is not what this writes."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from fastapi.routing import APIRoute
from prometheus_client.metrics import MetricWrapperBase
from pydantic import BaseModel
from typer.main import get_command

from rootward import errors, settings
from rootward.api.application import ROUTERS
from rootward.cli import exit as exits
from rootward.cli.tree import COMMANDS
from rootward.kit import metrics, registry
from rootward.packs.model import Pack
from rootward.packs.playbook_params import PARAMETERS
from rootward.plugins import builtin
from rootward.runs.spans import names
from rootward.tenancy import roles

REFERENCE = Path(__file__).parent / "reference"
_NOTE = "<!-- written by docs/generate.py from the code: change the code and run `make docs` -->"


def pages() -> dict[str, str]:
    """Text of every page by file name."""
    written = {f"{name}.md": write() for name, write in WRITERS.items()}
    titles = ((name, text.partition("# ")[2].partition("\n")[0]) for name, text in written.items())
    index = "\n".join(f"- [{title}]({name})" for name, title in titles)
    return written | {"README.md": f"{_NOTE}\n# Reference\n\n{index}\n"}


def settings_page() -> str:
    secret = {settings.PREFIX + item.name.upper() for item in fields(settings.Settings) if item.metadata["secret"]}
    rows = (
        (f"`{name}`", f"`{default}`" if default else "", "yes" if name in secret else "", meaning)
        for name, default, meaning in settings.describe()
    )
    return _page(
        "Settings",
        "Read from the environment once, when the process starts. `rootward doctor` shows what is set. A reference to "
        "a secret, `env:NAME`, means the variable `ROOTWARD_SECRET_NAME`; for another tenant than `default`, "
        "`ROOTWARD_SECRET_TENANT__NAME`.",
        _table(("variable", "default", "secret", "meaning"), rows),
    )


def errors_page() -> str:
    rows = ((f"`{kind.code}`", str(kind.status), kind.title, _own_line(kind)) for kind in _errors())
    return _page(
        "Errors",
        "Every refusal of the HTTP interface is a problem (RFC 9457) with one of these codes.",
        _table(("code", "status", "title", "meaning"), rows),
    )


def metrics_page() -> str:
    rows = (
        (f"`{found._name}{'_total' if found._type == 'counter' else ''}`", found._type,
         ", ".join(f"`{label}`" for label in found._labelnames), found._documentation)
        for found in (getattr(metrics, name) for name in metrics.__all__)
        if isinstance(found, MetricWrapperBase)
    )  # fmt: skip
    return _page(
        "Metrics",
        "Served as Prometheus text by `GET /metrics`.",
        _table(("metric", "type", "labels", "meaning"), sorted(rows)),
    )


def routes_page() -> str:
    found = (route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute))
    rows = (
        (
            " ".join(f"`{method}`" for method in sorted(route.methods)),
            f"`{route.path}`",
            _first_line(route.endpoint) or _as_words(route.name),
        )
        for route in found
    )
    return _page(
        "HTTP interface",
        "`GET /openapi.json` describes every field; `rootward openapi` prints it.",
        _table(("method", "path", "what it does"), sorted(rows, key=lambda row: row[1])),
    )


def commands_page() -> str:
    codes = _table(("exit code", "meaning"), ((str(code), meaning) for code, meaning in exits.MEANINGS.items()))
    listed = _table(("command", "what it does"), ((f"`{name}`", line) for name, (_, line) in COMMANDS.items()))
    parts = [listed, "", "## Exit codes", codes]
    for name, (module, _) in COMMANDS.items():
        command = get_command(importlib.import_module(f"rootward.cli.commands.{module}").cli)
        parts += [part for name_, one in _commands(name, command) for part in ("", *_command(name_, one))]
    return _page(
        "Commands",
        "Every command works on this machine's data, or with `--server URL` on a server's. `--json` prints JSON.",
        *parts,
    )


def roles_page() -> str:
    head = ("permission", "what it lets one do", *(f"`{role}`" for role in roles.ROLES))
    rows = (
        (f"`{name}`", meaning + (" (default tenant only)" if name in roles.INSTALLATION_WIDE else ""),
         *("yes" if name in granted else "" for granted in roles.ROLES.values()))
        for name, meaning in roles.PERMISSIONS.items()
    )  # fmt: skip
    return _page(
        "Roles",
        "What each role may do, as it is enforced; `rootward roles show` and `GET /api/v1/roles` print the same.",
        _table(head, rows),
    )


def packs_page() -> str:
    parts = []
    for model in _sections(Pack):
        parts += ["", f"## {model.__name__}", inspect.cleandoc(model.__dict__.get("__doc__") or ""), "", _keys(model)]
    parts += ["", "# Parameters of a playbook's steps"]
    for action, params in PARAMETERS.items():
        parts += ["", f"## {action}", inspect.cleandoc(params.__dict__.get("__doc__") or ""), "", _keys(params)]
    return _page("Packs", "Every key of a pack. A key that is not here is refused, with file and line.", *parts)


def _keys(model: type[BaseModel]) -> str:
    rows = (
        (
            f"`{field.alias or name}`",
            "yes" if field.is_required() else "",
            _default(field),
            f"`{_kind(field.annotation)}`",
        )
        for name, field in model.model_fields.items()
    )
    return _table(("key", "needed", "default", "kind"), rows)


def plugins_page() -> str:
    built_in = registry.load([builtin.register], found=())
    parts = []
    for kind in registry.KINDS:
        things: list[Any] = built_in.all(kind, object)
        rows = ((f"`{_named(thing)}`", _said_of(thing)) for thing in sorted(things, key=_named))
        parts += ["", f"## Kind: {kind}", _table(("built in", "what it is"), rows)]
    return _page(
        "Plugins",
        "A plugin is a function that is handed the registry; others' are found by the entry point group"
        f" `{registry.GROUP}`.",
        *parts,
    )


def agent_spans_page() -> str:
    kinds = ((f"`{name}`", ", ".join(f"`{value}` {kind}" for value, kind in values.items()))
             for name, values in names.KINDS.items())  # fmt: skip
    said = ((field, ", ".join(f"`{name}`" for name in listed)) for field, listed in names.FIELDS.items())
    marks = ", ".join(f"`{name}` ({kind})" for name, kind in names.MARKS.items())
    indexed = ", ".join(f"`{name}`" for name in names.INDEXED)
    return _page(
        "Spans of agents",
        "What is read from the attributes of a span when a trace becomes an agent run. Where a span says a thing under "
        "several names, the first counts.",
        "## What a span is", "", _table(("attribute", "values (in any case)"), kinds), "",
        f"Without any of these, one that makes a span an agent's: {marks}.", "",
        "## What a span says", "", _table(("it says", "attributes"), said), "",
        f"Lists that are flattened with a number are put together: {indexed}.",
    )  # fmt: skip


WRITERS: dict[str, Callable[[], str]] = {
    "settings": settings_page,
    "commands": commands_page,
    "http": routes_page,
    "roles": roles_page,
    "packs": packs_page,
    "plugins": plugins_page,
    "metrics": metrics_page,
    "errors": errors_page,
    "agent-spans": agent_spans_page,
}


def _errors() -> Iterator[type[errors.RootwardError]]:
    """Every refusal of ours by name, those that a slice defines for itself too."""
    found, waiting = dict[str, type[errors.RootwardError]](), [errors.RootwardError]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("rootward."):
            found[kind.__name__] = kind
    yield from (found[name] for name in sorted(found))


def _commands(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    """The command, or each of its subcommands."""
    inner = getattr(command, "commands", None)
    if not inner:
        yield name, command
        return
    for one, subcommand in inner.items():
        yield from _commands(f"{name} {one}", subcommand)


def _command(name: str, command: Any) -> Iterator[str]:
    yield f"## rootward {name}"
    yield (command.help or "").partition("\n")[0]
    given = [parameter for parameter in command.params if "completion" not in str(parameter.name)]
    rows = [(f"`{_spelled(item)}`", str(getattr(item, "help", "") or "")) for item in given]
    if rows:
        yield ""
        yield _table(("argument", "meaning"), rows)


def _spelled(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.name).upper()
    return "/".join([*parameter.opts, *parameter.secondary_opts])


def _named(thing: Any) -> str:
    return str(thing.spec.name if hasattr(thing, "spec") else thing.name)


def _said_of(thing: Any) -> str:
    """A tool describes itself; what a source or an agent is stands at the head of its module."""
    return str(thing.spec.description) if hasattr(thing, "spec") else _first_line(inspect.getmodule(type(thing)))


def _sections(model: type[BaseModel], known: set[str] | None = None) -> Iterator[type[BaseModel]]:
    """A model and the models inside it, each once, from the outside in."""
    known = set() if known is None else known
    if model.__name__ in known:
        return
    known.add(model.__name__)
    yield model
    for field in model.model_fields.values():
        for inner in _models_in(field.annotation):
            yield from _sections(inner, known)


def _models_in(kind: Any) -> Iterator[type[BaseModel]]:
    if inspect.isclass(kind) and issubclass(kind, BaseModel):
        yield kind
    for part in getattr(kind, "__args__", ()):
        yield from _models_in(part)


def _kind(kind: Any) -> str:
    """`tuple[Route, ...]`, with the checked kinds of text as `str`."""
    if hasattr(kind, "__metadata__"):
        return _kind(kind.__origin__)
    parts = getattr(kind, "__args__", ())
    if getattr(kind, "__origin__", None) is None and not parts:
        return str(getattr(kind, "__name__", kind))
    name = getattr(getattr(kind, "__origin__", None), "__name__", "")
    parts = tuple(part for part in parts if part is not type(None))  # what need not be there is seen elsewhere
    inner = [repr(part) if isinstance(part, str) else "..." if part is ... else _kind(part) for part in parts]
    return f"{name}[{', '.join(inner)}]" if name in ("tuple", "dict", "list") else " or ".join(inner)


def _default(field: Any) -> str:
    if field.is_required():
        return ""
    value = field.get_default(call_default_factory=True)
    if isinstance(value, tuple):
        value = ", ".join(map(str, value))
    return f"`{value}`" if isinstance(value, str | int | float) and value != "" else ""


def _own_line(kind: type) -> str:
    """The first line of its own docstring, not of the class it comes from."""
    return str(kind.__dict__.get("__doc__") or "").strip().partition("\n")[0]


def _first_line(thing: Any) -> str:
    return (getattr(thing, "__doc__", None) or "").strip().partition("\n")[0]


def _as_words(name: str) -> str:
    return name.strip("_").replace("_", " ").capitalize() + "."


def _page(title: str, introduction: str, *parts: str) -> str:
    return "\n".join([_NOTE, f"# {title}", "", introduction, "", *parts, ""])


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def main() -> None:
    REFERENCE.mkdir(exist_ok=True)
    written = pages()
    for path in REFERENCE.glob("*.md"):
        if path.name not in written:
            path.unlink()
    for name, text in written.items():
        (REFERENCE / name).write_text(text)


if __name__ == "__main__":
    main()
