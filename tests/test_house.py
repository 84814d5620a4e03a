"""The habits of this house, read from the code: what a reviewer would otherwise have to see every time.

Each list of exceptions gives a reason per entry, and an entry that is no longer needed fails too, so lists only shrink.
"""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from rootward.schema import metadata

ROOT = Path(__file__).resolve().parent.parent
MAX_FILE, MAX_FUNCTION = 400, 60
FORBIDDEN_WORDS = frozenset(
    ("Manager", "Service", "Handler", "Processor", "Helper", "Helpers", "Util", "Utils", "Base", "Impl", "Engine",
     "Core", "Common")
)  # fmt: skip
Function = ast.FunctionDef | ast.AsyncFunctionDef

LONG_FILES = {
    "rootward/migrations/versions/0001_foundation.py": "written by a program from the schema",
}
LONG_FUNCTIONS = {
    "rootward/migrations/versions/0001_foundation.py:upgrade": "written by a program from the schema",
    "rootward/migrations/versions/0002_governed_action.py:upgrade": "written by a program from the schema",
    "rootward/migrations/versions/0004_people.py:upgrade": "written by a program from the schema",
}
LOADS_BY_NAME = {
    "rootward/kit/migrate.py": "Alembic costs a tenth of a second and is needed only when a database is upgraded",
    "rootward/kit/tracing.py": "the SDK need not be installed, and is loaded only when spans are sent somewhere",
    "rootward/plugins/sources/parquet_file.py": "DuckDB is an extra, and weighs a quarter of what everything may",
    "rootward/cli/tree.py": "a command's module is loaded when the command is called",
    "rootward/cli/commands/demo.py": "the live demonstration loads the whole application",
    "rootward/cli/live.py": "the shop is part of the repository, not of what is installed",
    "rootward/cli/client.py": "the application is loaded only when no server is named",
}
IMPORTS_INSIDE = {
    "rootward/cli/__init__.py:main": "the entry point itself must load nothing when it is only imported",
}
READS_THE_ENVIRONMENT = {
    "rootward/settings.py": "the only place that takes something from it",
    "rootward/cli/commands/doctor.py": "names variables that nobody reads",
}
READS_THE_CLOCK = {
    "rootward/kit/clock.py": "the only place that does",
    "rootward/app.py": "the keys of an installation must be unpredictable, unlike ids",
    "rootward/api/dashboard.py": "a nonce that can be foretold is none",
    "rootward/tenancy/credential.py": "a credential's secret half must be unpredictable, unlike an id",
}
CATCHES_EVERYTHING = {
    "rootward/kit/db.py": "a unit of somebody else may raise anything, and its neighbours must still commit",
    "rootward/kit/registry.py": "a plugin may raise anything, and the rest must still start",
    "rootward/governance/decide.py": "the guard list: whatever goes wrong in a guard, the action is denied",
    "rootward/plugins/agents/agent_run.py": "a judge may raise anything, and the diagnosis stands without it",
    "rootward/upkeep.py": "a round that fails is tried again; it must not end the pipeline beside it",
    "rootward/kit/bus_sql.py": "the bus loop: a message that fails is tried again or set aside",
    "rootward/api/boundary.py": "the HTTP boundary: the crash was answered and logged; the server would print it bare",
}
COMMITS = {
    "rootward/kit/db.py": "the only place that does",
    "rootward/kit/migrate.py": "a schema change owns the whole database",
}
NAMES_NO_TENANT: dict[str, str] = {}
APPEND_ONLY = frozenset({"audit_entries", "changes", "events", "evidence_items", "reports", "case_timeline"})


@dataclass(frozen=True)
class Module:
    path: str
    text: str
    tree: ast.Module

    @property
    def functions(self) -> Iterator[tuple[str, Function]]:
        """Every function with its dotted name inside the module."""
        yield from _functions(self.tree, "", inner=True)


@cache
def modules(folder: str = "rootward") -> tuple[Module, ...]:
    texts = {str(path.relative_to(ROOT)): path.read_text() for path in sorted((ROOT / folder).rglob("*.py"))}
    return tuple(Module(path, text, ast.parse(text)) for path, text in texts.items())


@cache
def written() -> tuple[Module, ...]:
    """Modules that people write; migrations are written by a program."""
    return tuple(module for module in modules() if "/migrations/" not in module.path)


def test_every_module_says_in_its_first_line_what_it_is() -> None:
    _none(
        module.path
        for module in modules()
        if module.text.strip() and not (ast.get_docstring(module.tree) or "").partition("\n")[0].strip()
    )


def test_every_function_says_what_it_returns() -> None:
    _none(f"{m.path}:{node.lineno} {name}" for m in modules() for name, node in m.functions if node.returns is None)


def test_imports_stand_at_the_top() -> None:
    _none(
        f"{module.path}:{node.lineno} imports in {name}"
        for module in modules()
        for name, function in module.functions
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom) and f"{module.path}:{name}" not in IMPORTS_INSIDE
    )


def test_modules_are_loaded_by_name_in_few_places() -> None:
    _only(LOADS_BY_NAME, lambda m: _uses(m, {"importlib.import_module", "__import__", "importlib.util"}))


def test_only_settings_read_the_environment() -> None:
    _only(READS_THE_ENVIRONMENT, lambda m: _uses(m, {"os.environ", "os.getenv", "os.putenv"}))


def test_only_the_clock_reads_the_clock_and_makes_ids() -> None:
    sources = {"time", "uuid", "secrets", "os.urandom", "datetime.now", "datetime.utcnow", "datetime.today"}
    sources |= {"date.today", "random.random", "random.randint", "random.choice", "random.SystemRandom"}
    _only(READS_THE_CLOCK, lambda m: _uses(m, sources))


def test_only_the_database_begins_and_commits() -> None:
    _only(COMMITS, lambda m: _calls(m, {"commit", "rollback", "begin", "begin_nested"}))


def test_everything_is_caught_in_few_places() -> None:
    def catches(module: Module) -> list[str]:
        wide = (None, "Exception", "BaseException")
        handlers = (node for node in ast.walk(module.tree) if isinstance(node, ast.ExceptHandler))
        kept = (node for node in handlers if not isinstance(node.body[-1], ast.Raise))  # what is raised again goes on
        return [f"{module.path}:{node.lineno}" for node in kept if (node.type and ast.unparse(node.type)) in wide]

    _only(CATCHES_EVERYTHING, catches)


def test_names_say_what_a_thing_is() -> None:
    classes = ((m, node) for m in modules() for node in ast.walk(m.tree) if isinstance(node, ast.ClassDef))
    _none(
        f"{module.path}:{node.lineno} class {node.name}"
        for module, node in classes
        if FORBIDDEN_WORDS & set(re.findall(r"[A-Z][a-z0-9]*", node.name))
    )
    _none(m.path for m in modules() if set(Path(m.path).stem.split("_")) & {word.lower() for word in FORBIDDEN_WORDS})


def test_nothing_is_left_for_later() -> None:
    unfinished = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|\bfor now\b", re.IGNORECASE)
    found = ((m.path, n, line) for m in written() for n, line in enumerate(m.text.splitlines(), 1))
    _none(f"{path}:{number} {line.strip()}" for path, number, line in found if unfinished.search(line))


def test_files_are_short() -> None:
    every = [*modules(), *modules("tests"), *modules("bench")]
    _only(
        LONG_FILES,
        lambda m: [f"{m.path} has {lines} lines"] if (lines := m.text.count("\n")) > MAX_FILE else [],
        every,
    )


def test_functions_are_short() -> None:
    found = {f"{m.path}:{name}": _length(node) for m in modules() for name, node in m.functions}
    long = {name: f"{name} has {lines} lines" for name, lines in found.items() if lines > MAX_FUNCTION}
    _none(text for name, text in long.items() if name not in LONG_FUNCTIONS)
    _none(f"{name} is short enough" for name in LONG_FUNCTIONS if name not in long)


def test_every_statement_names_the_tenant() -> None:
    """Every schema table in a function that selects, updates or deletes has its `tenant` there too.

    Read statically, so there are limits: a table that comes as an argument is not seen, an inserted row may be built
    elsewhere in its module, and the condition need not be on the very statement. PostgreSQL's row-level security is
    the wall behind this one.
    """
    found = [(where, why) for module in written() for where, why in _tenantless(module)]
    _none(f"{where} {why}" for where, why in found if where not in NAMES_NO_TENANT)
    _none(f"{where} names its tenant: take it off the list" for where in NAMES_NO_TENANT.keys() - dict(found).keys())


@pytest.mark.parametrize(
    ("body", "is_seen"),
    [
        ("sa.select(cases).where(cases.c.case_id == i)", True),
        ("sa.select(cases).where(cases.c.tenant == t)", False),
        ("sa.select(sa.func.count()).select_from(cases)", True),
        ("cases.update().values(title='x')", True),
        ("cases.delete().where(cases.c.tenant == t)", False),
        ("sa.select(cases, reports).where(cases.c.tenant == t)", True),
        ("sa.insert(cases)", True),
    ],
)
def test_a_statement_without_its_tenant_is_seen(body: str, is_seen: bool) -> None:
    text = f"import sqlalchemy as sa\nfrom rootward.schema import cases, reports\ndef read(t, i):\n    return {body}\n"
    assert bool(list(_tenantless(Module("x.py", text, ast.parse(text))))) == is_seen


def test_statements_in_words_name_the_tenant() -> None:
    tables = re.compile(rf"\b(?:FROM|INTO|UPDATE|JOIN)\s+({'|'.join(metadata.tables)})\b")
    texts = (
        (m, node) for m in written() for node in ast.walk(m.tree) if isinstance(node, ast.Constant | ast.JoinedStr)
    )
    _none(
        f"{module.path}:{node.lineno}"
        for module, node in texts
        if tables.search(text := _text(node)) and "tenant" not in text
    )


def test_what_is_append_only_is_never_updated() -> None:
    _none(
        f"{module.path}:{node.lineno} {table}"
        for module in written()
        for node, verb, tables in _statements(module.tree, _schema_names(module))
        for table in tables & APPEND_ONLY
        if verb in ("update", "upsert")
    )


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    homes = "|".join(f"/{folder}/" for folder in ("home/[a-z]+", "Users/[a-z]+", "root", "work"))
    command = ["git", "grep", "--untracked", "-nIE", f"(^|[^a-zA-Z0-9_.}}-])({homes})[a-zA-Z0-9_.]"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=200)
    _none(line for line in found.stdout.splitlines() if not line.startswith("tests/test_house.py"))


def _none(offenders: Iterable[str]) -> None:
    found = list(offenders)
    assert not found, "\n  ".join(["", *found])


def _only(allowed: dict[str, str], find: Callable[[Module], list[str]], among: Iterable[Module] = ()) -> None:
    """`find` finds something in the allowed modules and in no other."""
    every = list(among) or list(written())
    found = {module.path: hits for module in every if (hits := find(module))}
    _none(hit for path, hits in found.items() if path not in allowed for hit in hits)
    there = {module.path for module in every}
    _none(f"{path} is on a list of exceptions without need" for path in (allowed.keys() & there) - found.keys())


def _functions(node: ast.AST, prefix: str, *, inner: bool) -> Iterator[tuple[str, Function]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{prefix}{child.name}", child
            if inner:
                yield from _functions(child, f"{prefix}{child.name}.", inner=inner)
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{prefix}{child.name}.", inner=inner)
        elif not isinstance(child, ast.expr):
            yield from _functions(child, prefix, inner=inner)


def _length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _dotted(node: ast.AST) -> str:
    """`os.environ` for the expression of that name, '' for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    return f"{_dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


def _uses(module: Module, names: set[str]) -> list[str]:
    """Where one of `names` is used or imported; a name without a dot is a module that may not be imported at all."""
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            used = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            used = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            used = [name for name in [_dotted(node)] if "." in name or name == "__import__"]
        tails = {name: ".".join(name.split(".")[-2:]) for name in used}  # datetime.datetime.now is datetime.now
        hits = [name for name, tail in tails.items() if name in names or tail in names]
        found += [f"{module.path}:{getattr(node, 'lineno', 0)} uses {name}" for name in hits]
    return found


def _calls(module: Module, methods: set[str]) -> list[str]:
    return [
        f"{module.path}:{node.lineno} calls {node.func.attr}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in methods
    ]


def _text(node: ast.Constant | ast.JoinedStr) -> str:
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return "".join(
        part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else "?" for part in parts
    )


def _schema_names(module: Module) -> dict[str, str]:
    """What the module calls each table it imports, and its columns: `t` and `t.c` -> name of the table."""
    names = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module == "rootward.schema":
            names |= {alias.asname or alias.name: alias.name for alias in node.names if alias.name in metadata.tables}
        if isinstance(node, ast.ImportFrom) and any(alias.name == "schema" for alias in node.names):
            names |= {f"schema.{table}": table for table in metadata.tables}
    return names | {f"{name}.c": table for name, table in names.items()}


def _named_here(function: ast.AST, names: dict[str, str]) -> dict[str, str]:
    """`names` and what `own = t`, `own = t.alias()` and `columns = t.c` make of them in this function."""
    known = dict(names)
    for node in ast.walk(function):
        if not (isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)):
            continue
        value = node.value.func if isinstance(node.value, ast.Call) else node.value
        source = _dotted(value).removesuffix(".alias")
        if source in names:
            known |= {node.targets[0].id: names[source], f"{node.targets[0].id}.c": names[source]}
    return known


def _statements(inside: ast.AST, names: dict[str, str]) -> Iterator[tuple[ast.Call, str, set[str]]]:
    """(call, verb, tables) of every statement built: `sa.select(t)`, `t.update()`, `upsert(connection, t, …)`."""
    for node in ast.walk(inside):
        if not isinstance(node, ast.Call):
            continue
        verb = _dotted(node.func).rpartition(".")[2]
        if verb not in ("select", "insert", "update", "delete", "insert_new", "upsert", "select_from", "join"):
            continue
        parts = [child for part in (*node.args, node.func) for child in ast.walk(part)]
        if tables := {names[name] for child in parts if (name := _dotted(child)) in names}:
            yield node, verb, tables


def _tenantless(module: Module) -> Iterator[tuple[str, str]]:
    """(`path:function`, what is wrong) of statements without a tenant; an inner function belongs to its outer one."""
    says_tenant = '"tenant"' in module.text or "tenant=" in module.text
    for name, function in _functions(module.tree, "", inner=False):
        names = _named_here(function, _schema_names(module))
        tenants = (_dotted(node).rpartition(".") for node in ast.walk(function))
        walled = {names[columns] for columns, _, column in tenants if column == "tenant" and columns in names}
        for node, verb, tables in _statements(function, names):
            where = f"{module.path}:{name}"
            if verb in ("insert", "insert_new", "upsert"):
                if not says_tenant:
                    yield where, f"inserts rows without a tenant in line {node.lineno}"
            elif not tables <= walled:
                yield where, f"has {verb} on {', '.join(sorted(tables - walled))} in line {node.lineno}"
