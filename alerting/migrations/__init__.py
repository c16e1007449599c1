"""The steps from one release's journal tables to the next, run by alembic when a journal opens."""
