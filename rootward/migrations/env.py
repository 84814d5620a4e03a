"""How Alembic runs our migrations: on the connection it is handed, or as SQL text for a named dialect."""

from __future__ import annotations

from alembic import context


def run() -> None:
    """The caller (kit/migrate_steps.py) opened the transaction; everything here happens inside it."""
    attributes = context.config.attributes
    if context.is_offline_mode():
        context.configure(dialect_name=attributes["dialect"], output_buffer=attributes["output"])
    else:
        context.configure(connection=attributes["connection"])
    with context.begin_transaction():
        context.run_migrations()


run()
