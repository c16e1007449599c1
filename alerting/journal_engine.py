"""Reaching the journal's database: its URL, its durability, its tables brought up to date.

SQLite and PostgreSQL differ in what makes a commit durable and a transaction exclusive. Those
differences end here; :mod:`alerting.journal` sees an engine to read with and one to write with.
"""

from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    column,
    create_engine,
    event,
    inspect,
    make_url,
    select,
    table,
)
from sqlalchemy.exc import ArgumentError

from alerting.journal_errors import JournalRefusedError
from alerting.journal_tables import HEAD_REVISION, VERSION_TABLE

_SQLITE: Final = (
    "PRAGMA busy_timeout = 400",  # people are not kept waiting longer than 500 ms (rule 14)
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)
# A role or database set to lose its last commits would make our acknowledgements untrue.
_POSTGRESQL: Final = """
    SELECT set_config('synchronous_commit', 'on', false)
     WHERE current_setting('synchronous_commit') = 'off'
"""
_PATIENCE_S: Final = 3
"""How long a PostgreSQL server may be silent before the writer thread gives up on it: two commits
in turn still leave a stopping platform within its 8 s."""


class Engines(NamedTuple):
    """Two pools of connections, so that no number of readers can keep the writer waiting."""

    read: Engine
    write: Engine

    def dispose(self) -> None:
        """Close every connection."""
        self.read.dispose()
        self.write.dispose()


def open_engines(url: str, *, upgrade: bool = True) -> Engines:
    """Connect to the database of ``url``, creating or upgrading the journal's tables.

    :param url: SQLAlchemy's, ``sqlite:///file`` or ``postgresql://user@host/database``.
    :param upgrade: whether tables of an older release, or none, may be changed.
    :raises JournalRefusedError: its tables are those of a newer release, or of an older one (or
        none) and are to stay so; the URL names nothing that a journal can be kept in or asks for
        what the driver does not know, or the database's driver is not installed.
    :raises sqlalchemy.exc.DBAPIError: it can't be reached.
    """
    engines = _make_engines(url)
    try:
        _look_at_tables(engines, upgrade=upgrade)
    except BaseException:
        engines.dispose()
        raise
    return engines


def _look_at_tables(engines: Engines, *, upgrade: bool) -> None:
    with _connect(engines.read) as connection:
        found = _read_revision(connection)
    if found == HEAD_REVISION:
        return
    if not upgrade:
        raise _refuse(found)
    with engines.write.begin() as connection:
        _upgrade(connection)


def _make_engines(url: str) -> Engines:
    try:
        target = make_url(url)
        match target.get_backend_name():
            case "sqlite" if target.database not in {None, "", ":memory:"}:
                return _reach_sqlite(target)
            case "postgresql":
                return _reach_postgresql(target)
    except (ArgumentError, ModuleNotFoundError) as error:
        raise JournalRefusedError(f"journal.url: {error}") from error
    except ValueError:  # its own words may quote a piece of the password
        raise JournalRefusedError("journal.url: its port or its query can't be read") from None
    raise JournalRefusedError("journal.url: neither an SQLite file nor a PostgreSQL database")


def _connect(engine: Engine) -> Connection:
    """The first connection: only now the driver sees what the URL's query asks for."""
    try:
        return engine.connect()
    except TypeError as error:
        raise JournalRefusedError(f"journal.url: {error}") from error


def _reach_sqlite(target: URL) -> Engines:
    read, write = create_engine(target), create_engine(target, pool_size=1)
    for engine in (read, write):
        event.listen(engine, "connect", _prepare_sqlite)
    event.listen(read, "begin", _begin_reading)
    event.listen(write, "begin", _begin_writing)
    return Engines(read, write)


def _reach_postgresql(target: URL) -> Engines:
    patience = {}
    if target.drivername in {"postgresql", "postgresql+pg8000"}:
        target = target.set(drivername="postgresql+pg8000")
        patience = {"timeout": _PATIENCE_S}
    engines = Engines(
        create_engine(target, connect_args=patience, pool_pre_ping=True),
        create_engine(target, connect_args=patience, pool_pre_ping=True, pool_size=1),
    )
    event.listen(engines.write, "connect", _prepare_postgresql)
    return engines


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver would begin late and never exclusively
    for pragma in _SQLITE:
        connection.execute(pragma)


def _begin_reading(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_writing(connection: Connection) -> None:
    # A transaction that reads first and writes later can find itself locked out halfway, and no
    # timeout helps it then: writers take their turn with the first statement.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _prepare_postgresql(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute(_POSTGRESQL)
    cursor.close()
    connection.commit()


def _read_revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.scalar(
        select(column("version_num")).select_from(table(VERSION_TABLE))
    )
    return found


def _upgrade(connection: Connection) -> None:
    from alembic import command, config  # noqa: PLC0415 - takes 0.2 s, and seldom anything to do
    from alembic.util import CommandError  # noqa: PLC0415 - the same

    settings = config.Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    settings.attributes["connection"] = connection
    try:
        command.upgrade(settings, "head")
    except CommandError as error:
        raise _refuse(_read_revision(connection)) from error


def _refuse(found: str | None) -> JournalRefusedError:
    if found is None:
        return JournalRefusedError("there is no journal in it yet")
    return JournalRefusedError(
        f"the journal's tables are at revision {found}, this release knows {HEAD_REVISION}"
    )
