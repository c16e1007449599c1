"""How alembic reaches the journal: on the connection and in the transaction it is given."""

from alembic import context

from alerting.journal_tables import METADATA, VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
)
context.run_migrations()
