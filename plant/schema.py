"""Reading parsed values by a schema: each reader gives the value back, or a complaint and None.

A reader takes whatever a TOML or CSV parser found and the place where it stood. It knows types,
ranges and words, but nothing of other values: what must fit together is :mod:`plant.cross_checks`.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from typing import Any

from plant.complaint import Place

Reader = Callable[[Any, Place], Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A key of a table: how its value is read, and whether it must be there."""

    read: Reader
    required: bool = False


def show(value: Any) -> str:
    """A value as a complaint quotes it: on one line, not long, and never failing."""
    if isinstance(value, str | bool | float) or (isinstance(value, int) and abs(value) < 10**15):
        text = repr(value)
        return text if len(text) <= 80 else text[:79] + "…"
    return f"<{type(value).__name__}>"


def read_fields(
    table: Mapping[str, Any], fields: Mapping[str, Field], place: Place
) -> dict[str, Any]:
    """The accepted values of a table; unknown and missing keys are complained about."""
    for key in table:
        if key not in fields:
            refuse_unknown(key, fields, place.inside(key))
    for key, field in fields.items():
        if field.required and key not in table:
            place.inside(key).complain("is missing", "缺少此项")
    read = {
        key: field.read(table[key], place.inside(key))
        for key, field in fields.items()
        if key in table
    }
    return {key: value for key, value in read.items() if value is not None}


def refuse_unknown(key: str, known: Iterable[str], place: Place) -> None:
    """Complain about a key nobody knows, naming the nearest known one."""
    near = get_close_matches(key, list(known), 1)
    place.complain(
        "is unknown" + (f"; did you mean {near[0]}?" if near else ""),
        "未知的键" + (f"，是否应为 {near[0]}" if near else ""),
    )


def read_text(value: Any, place: Place) -> str | None:
    if isinstance(value, str):
        return value
    place.complain("must be a text", "应为文本")
    return None


def read_name(value: Any, place: Place) -> str | None:
    """A text that says something."""
    text = read_text(value, place)
    if text is not None and not text.strip():
        place.complain("must not be empty", "不能为空")
        return None
    return text


def read_flag(value: Any, place: Place) -> bool | None:
    if isinstance(value, bool):
        return value
    place.complain(
        f"must be true or false, not {show(value)}", f"应为 true 或 false，而非 {show(value)}"
    )
    return None


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number within bounds, both included unless ``above`` names an excluded lower one."""

    low: float = -math.inf
    high: float = math.inf
    above: float = -math.inf

    def __call__(self, value: Any, place: Place) -> float | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            place.complain(f"must be a number, not {show(value)}", f"应为数值，而非 {show(value)}")
            return None
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            place.complain("must be a finite number", "应为有限数值")
            return None
        if not self.low <= number <= self.high or number <= self.above:
            self.refuse(number, place)
            return None
        return number + 0.0  # no negative zero: it prints and hashes unlike zero

    def refuse(self, number: float, place: Place) -> None:
        bounds = {">": self.above, "≥": self.low, "≤": self.high}
        wanted = ", ".join(
            f"{sign} {bound:.15g}" for sign, bound in bounds.items() if math.isfinite(bound)
        )
        place.complain(f"must be {wanted}, not {number:.15g}", f"应 {wanted}，而非 {number:.15g}")


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within bounds, both included."""

    low: int
    high: int

    def __call__(self, value: Any, place: Place) -> int | None:
        if (
            isinstance(value, int)
            and not isinstance(value, bool)
            and self.low <= value <= self.high
        ):
            return value
        place.complain(
            f"must be a whole number from {self.low} to {self.high}",
            f"应为 {self.low} 至 {self.high} 的整数",
        )
        return None


@dataclass(frozen=True, slots=True)
class Word:
    """One of some words, given back as what it stands for."""

    meanings: Mapping[str, Any]

    def __call__(self, value: Any, place: Place) -> Any:
        if isinstance(value, str) and value in self.meanings:
            return self.meanings[value]
        words = " ".join(self.meanings)
        place.complain(
            f"{show(value)} is none of: {words}", f"{show(value)} 不在可选值之中：{words}"
        )
        return None


@dataclass(frozen=True, slots=True)
class NumberOr:
    """A number, or one of some words, given back as what it stands for."""

    number: Number
    words: Word

    def __call__(self, value: Any, place: Place) -> Any:
        if not isinstance(value, str):
            return self.number(value, place)
        if value in self.words.meanings:
            return self.words.meanings[value]
        words = " ".join(self.words.meanings)
        place.complain(
            f"must be a number or one of: {words}, not {show(value)}",
            f"应为数值或以下之一：{words}，而非 {show(value)}",
        )
        return None


def word_of(members: type[Enum]) -> Word:
    """A reader of an enumeration's members by their values."""
    return Word({str(member.value): member for member in members})


def words(*meanings: str) -> Word:
    """A reader of some words that stand for themselves."""
    return Word({word: word for word in meanings})


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list with at least ``least`` items, each read by ``item``; given back as a tuple."""

    item: Reader
    least: int = 0

    def __call__(self, value: Any, place: Place) -> tuple[Any, ...] | None:
        if not isinstance(value, list):
            place.complain("must be a list", "应为列表")
            return None
        if len(value) < self.least:
            few = ("must not be empty", "不能为空")
            place.complain(
                *(
                    few
                    if self.least == 1
                    else (f"needs at least {self.least}", f"至少需要 {self.least} 项")
                )
            )
            return None
        read = [self.item(item, place.inside(position)) for position, item in enumerate(value)]
        return tuple(item for item in read if item is not None)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of known keys, given back as a dictionary of what was accepted."""

    fields: Mapping[str, Field]

    def __call__(self, value: Any, place: Place) -> dict[str, Any] | None:
        if not isinstance(value, dict):
            place.complain("must be a table", "应为表")
            return None
        return read_fields(value, self.fields, place)


@dataclass(frozen=True, slots=True)
class MapOf:
    """A table whose keys are names, each value read by ``item``."""

    item: Reader

    def __call__(self, value: Any, place: Place) -> dict[str, Any] | None:
        if not isinstance(value, dict):
            place.complain("must be a table", "应为表")
            return None
        read = {key: self.item(item, place.inside(key)) for key, item in value.items()}
        return {key: item for key, item in read.items() if item is not None}
