"""What Alembic runs to migrate: on the connection, and in the transaction, that `service.storage.migrating` opened."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from service.storage.tables import Base


def run() -> None:
    """Run the migrations; the caller commits."""
    connection = context.config.attributes["connection"]
    assert isinstance(connection, Connection)
    context.configure(connection=connection, target_metadata=Base.metadata, transactional_ddl=True)
    context.run_migrations()


if __name__ == "env_py":  # as Alembic loads this file; imported by anything else it does nothing
    run()
