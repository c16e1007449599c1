"""A plant directory as read, before it is known to be sound: rows with their places.

Both files become rows of accepted values, so that what must fit together can be checked over all
of them at once, however much was wrong with some. Sound drafts become :class:`plant.words.Plant`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from plant.complaint import Complaint, Place


@dataclass(frozen=True, slots=True)
class Row:
    """The accepted values of one table or one line, by key, and where it stands.

    ``keys`` are all that were there: one without a value was refused when it was read.
    ``derived`` are those whose value nobody wrote: a standard gave it.
    """

    values: Mapping[str, Any]
    place: Place
    keys: Collection[str] = ()
    derived: Collection[str] = ()

    @property
    def id(self) -> str:
        """The row's id, empty if it has none."""
        return str(self.values.get("id", ""))

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it was refused, so that what is missing was never written."""
        return all(key in self.values or key == "tag" for key in self.keys)


@dataclass(slots=True)
class Draft:
    """All rows of a directory. ``sections`` has the arrays of tables and, as ``tag``, tags.csv."""

    park: Mapping[str, Any] = field(default_factory=dict)
    defaults: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    alarms: Mapping[str, Any] = field(default_factory=dict)
    handling: Row | None = None
    filed_stops: Mapping[str, Any] = field(default_factory=dict)
    sections: dict[str, list[Row]] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)

    def rows(self, section: str) -> list[Row]:
        """The rows of one section, in the order of the file."""
        return self.sections.get(section, [])

    def by_id(self, section: str) -> dict[str, Row]:
        """The rows of one section by id; of several with one id the first."""
        return {row.id: row for row in reversed(self.rows(section)) if row.id}
