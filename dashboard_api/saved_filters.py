"""Filters that people have named, kept with the accounts so that they follow a person to any desk.

What a filter says is the console's business: here it is a text of bounded length. Everything
blocks; the routes call it on a thread.
"""

from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    update,
)

from plant.reading import Instant

MOST: Final = 50
"""Filters of one person."""
LONGEST: Final = 4_096
"""Characters of one filter."""

_TABLES = MetaData()
_FILTERS = Table(
    "saved_filters",
    _TABLES,
    Column("person", String(64), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("filter", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed", BigInteger, nullable=False),
)


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """One filter by its name; ``version`` counts its changes from 1."""

    name: str
    filter: str
    version: int
    changed: Instant


class TooManyFiltersError(Exception):
    """A person has as many as there may be."""


class StaleFilterError(Exception):
    """The filter is at another version than the one that was to be changed; 0: there is none."""

    def __init__(self, version: int) -> None:
        super().__init__(f"the filter is at version {version}")
        self.version = version


class SavedFilters:
    """The filters in the database at ``url`` (SQLAlchemy), beside the accounts."""

    def __init__(self, url: str) -> None:
        self._lock = Lock()
        self._engine = create_engine(url)
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _prepare_sqlite)
        _TABLES.create_all(self._engine)

    def list_of(self, person: str) -> list[SavedFilter]:
        """A person's filters, by name."""
        query = select(_FILTERS).where(_FILTERS.c.person == person).order_by(_FILTERS.c.name)
        with self._engine.connect() as connection:
            return [_read(row) for row in connection.execute(query).mappings()]

    def find(self, person: str, name: str) -> SavedFilter | None:
        """One of a person's filters."""
        with self._engine.connect() as connection:
            row = connection.execute(select(_FILTERS).where(*_at(person, name))).mappings().first()
        return None if row is None else _read(row)

    def save(
        self, person: str, name: str, text: str, version: int | None, now: Instant
    ) -> SavedFilter:
        """Keep a filter under a name, in place of the one that has it.

        :param version: the only one to replace, 0 for a new one; None for whatever is there.
        :raises StaleFilterError: there is another.
        :raises TooManyFiltersError: it would be one more than there may be.
        """
        with self._lock, self._engine.begin() as connection:
            known = connection.scalar(select(_FILTERS.c.version).where(*_at(person, name))) or 0
            if version not in (None, known):
                raise StaleFilterError(known)
            kept = SavedFilter(name, text, known + 1, now)
            fields = {"filter": text, "version": kept.version, "changed": now}
            if known:
                connection.execute(update(_FILTERS).where(*_at(person, name)).values(**fields))
                return kept
            own = select(func.count()).where(_FILTERS.c.person == person)
            if (connection.scalar(own) or 0) >= MOST:
                raise TooManyFiltersError
            connection.execute(insert(_FILTERS).values(person=person, name=name, **fields))
        return kept

    def remove(self, person: str, name: str, version: int | None) -> bool:
        """Take a filter away; whether there was one.

        :raises StaleFilterError: it is at another version.
        """
        with self._lock, self._engine.begin() as connection:
            known = connection.scalar(select(_FILTERS.c.version).where(*_at(person, name))) or 0
            if version not in (None, known):
                raise StaleFilterError(known)
            connection.execute(delete(_FILTERS).where(*_at(person, name)))
        return bool(known)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()


def _at(person: str, name: str) -> tuple[Any, Any]:
    return _FILTERS.c.person == person, _FILTERS.c.name == name


def _read(row: Any) -> SavedFilter:
    return SavedFilter(row["name"], row["filter"], row["version"], row["changed"])


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA busy_timeout=5000")
    cursor.close()
