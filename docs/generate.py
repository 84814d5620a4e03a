"""Write docs/reference from the code: `make docs`. A test fails when a committed page is not what this writes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from pathlib import Path

from prometheus_client.metrics import MetricWrapperBase

from rootward import errors, settings
from rootward.kit import metrics

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
        "Read from the environment once, when the process starts. `rootward doctor` shows what is set.",
        _table(("variable", "default", "secret", "meaning"), rows),
    )


def errors_page() -> str:
    rows = ((f"`{kind.code}`", str(kind.status), kind.title, _first_line(kind)) for kind in _errors())
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


WRITERS: dict[str, Callable[[], str]] = {
    "settings": settings_page,
    "errors": errors_page,
    "metrics": metrics_page,
}


def _errors() -> Iterator[type[errors.RootwardError]]:
    for name in sorted(errors.__all__):
        kind = getattr(errors, name)
        if inspect.isclass(kind) and issubclass(kind, errors.RootwardError):
            yield kind


def _first_line(thing: type) -> str:
    return (thing.__dict__.get("__doc__") or "").strip().partition("\n")[0]


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
