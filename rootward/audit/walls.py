"""The database's own walls round the audit log: triggers that refuse what no statement of ours does."""

from __future__ import annotations

import re
from collections.abc import Collection

__all__ = ["walls"]


def walls(dialect: str, tables: Collection[str]) -> list[str]:
    """Statements to run once after these of the log's tables exist; those without a table go with the entries.

    Entries and checkpoints can be inserted and nothing else; a head can be inserted and grow. Raises KeyError for
    another dialect.
    """
    every = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[dialect]
    return [statement for statement in every if _table(statement) in tables]


def _table(statement: str) -> str:
    found = re.search(r" ON (\w+)", statement)
    return found[1] if found else "audit_entries"


_SQLITE = (
    "CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries "
    "BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END",
    "CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries "
    "BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END",
    # INSERT OR REPLACE deletes without asking the delete trigger
    "CREATE TRIGGER audit_entries_no_replace BEFORE INSERT ON audit_entries "
    "WHEN EXISTS (SELECT 1 FROM audit_entries WHERE tenant = NEW.tenant AND seq = NEW.seq) "
    "BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END",
    "CREATE TRIGGER audit_heads_no_delete BEFORE DELETE ON audit_heads "
    "BEGIN SELECT RAISE(ABORT, 'the head of an audit log only grows'); END",
    "CREATE TRIGGER audit_heads_no_replace BEFORE INSERT ON audit_heads "
    "WHEN EXISTS (SELECT 1 FROM audit_heads WHERE tenant = NEW.tenant) "
    "BEGIN SELECT RAISE(ABORT, 'the head of an audit log only grows'); END",
    "CREATE TRIGGER audit_heads_only_grow BEFORE UPDATE ON audit_heads "
    "WHEN NEW.size <= OLD.size OR NEW.tenant <> OLD.tenant OR NEW.log_id <> OLD.log_id "
    "BEGIN SELECT RAISE(ABORT, 'the head of an audit log only grows'); END",
    "CREATE TRIGGER audit_checkpoints_no_update BEFORE UPDATE ON audit_checkpoints "
    "BEGIN SELECT RAISE(ABORT, 'audit checkpoints are append-only'); END",
    "CREATE TRIGGER audit_checkpoints_no_delete BEFORE DELETE ON audit_checkpoints "
    "BEGIN SELECT RAISE(ABORT, 'audit checkpoints are append-only'); END",
    "CREATE TRIGGER audit_checkpoints_no_replace BEFORE INSERT ON audit_checkpoints "
    "WHEN EXISTS (SELECT 1 FROM audit_checkpoints WHERE tenant = NEW.tenant AND size = NEW.size) "
    "BEGIN SELECT RAISE(ABORT, 'audit checkpoints are append-only'); END",
)

_POSTGRESQL = (
    "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = 'insufficient_privilege'; END $$",
    "CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries "
    "FOR EACH ROW EXECUTE FUNCTION audit_refuse('audit entries are append-only')",
    "CREATE TRIGGER audit_entries_no_truncate BEFORE TRUNCATE ON audit_entries "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse('audit entries are append-only')",
    "CREATE TRIGGER audit_heads_no_delete BEFORE DELETE ON audit_heads "
    "FOR EACH ROW EXECUTE FUNCTION audit_refuse('the head of an audit log only grows')",
    "CREATE TRIGGER audit_heads_no_truncate BEFORE TRUNCATE ON audit_heads "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse('the head of an audit log only grows')",
    "CREATE TRIGGER audit_heads_only_grow BEFORE UPDATE ON audit_heads FOR EACH ROW "
    "WHEN (NEW.size <= OLD.size OR NEW.tenant <> OLD.tenant OR NEW.log_id <> OLD.log_id) "
    "EXECUTE FUNCTION audit_refuse('the head of an audit log only grows')",
    "CREATE TRIGGER audit_checkpoints_append_only BEFORE UPDATE OR DELETE ON audit_checkpoints "
    "FOR EACH ROW EXECUTE FUNCTION audit_refuse('audit checkpoints are append-only')",
    "CREATE TRIGGER audit_checkpoints_no_truncate BEFORE TRUNCATE ON audit_checkpoints "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse('audit checkpoints are append-only')",
)
