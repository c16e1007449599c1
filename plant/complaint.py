"""What is wrong with a plant directory, and where: complaints, and the places they point to.

A complaint is for the person who edits the file: file, line and key, in English and Chinese. What
is checked, and how, is the business of the modules that read each file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from plant.words import Plant

Path = tuple[str | int, ...]
"""Keys and positions from the top of a file to a value: ``("hazard", 0, "level")``."""

NO_LINES: Final[Mapping[Path, int]] = {}


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing to put right, or, among warnings, to think over.

    ``line`` counts from 1, 0 where the whole file is meant; ``key`` is a key of plant.toml or a
    column of tags.csv by its English name, empty where no key is meant.
    """

    file: str
    line: int
    key: str
    text: str
    text_zh: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (place, self.key, self.text) if part)


class Fault(NamedTuple):
    """What is wrong with something, in English and Chinese, before it has a place."""

    text: str
    text_zh: str


class PlantError(Exception):
    """A plant directory that can't be used, with every complaint about it."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        super().__init__("\n".join(map(str, complaints)))
        self.complaints = list(complaints)


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking a directory gave: a plant exactly where there are no complaints."""

    plant: Plant | None
    complaints: list[Complaint]
    warnings: list[Complaint]


@dataclass(frozen=True, slots=True)
class Place:
    """A value's place in a file, with the list that takes the complaints about it.

    ``lines`` knows the line of some paths; a value is looked for at the nearest path around it.
    """

    file: str
    complaints: list[Complaint]
    lines: Mapping[Path, int] = field(default_factory=lambda: NO_LINES)
    path: Path = ()

    def inside(self, *path: str | int) -> "Place":
        """The place of a key or a position within this value."""
        return Place(self.file, self.complaints, self.lines, (*self.path, *path))

    def at(self, line: int) -> "Place":
        """The place of a whole line."""
        return Place(self.file, self.complaints, {(): line})

    def gather(self, complaints: list[Complaint]) -> "Place":
        """The same place with another list, as the warnings' is."""
        return Place(self.file, complaints, self.lines, self.path)

    @property
    def line(self) -> int:
        """The line of the nearest known path, 0 if none is known."""
        path = self.path
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)

    @property
    def key(self) -> str:
        """The path as a person writes it; which table of an array it is, the line tells."""
        text = ""
        for depth, part in enumerate(self.path):
            if isinstance(part, str):
                text += f".{part}" if text else part
            elif depth > 1:
                text += f"[{part}]"
        return text

    def complain(self, text: str, text_zh: str) -> None:
        """Leave a complaint about this place."""
        self.complaints.append(Complaint(self.file, self.line, self.key, text, text_zh))
