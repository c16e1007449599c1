"""The message of an alarm, Chinese and English, composed of the words of :mod:`plant.wording`.

Pure text: what is said depends on nothing but the arguments. The message tells why the alarm was
raised, so it does not change while the alarm stands.
"""

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from plant.condition import Condition
from plant.subsystem import SUBSYSTEMS, Subsystem
from plant.tag_kind import TagKind
from plant.wording import MARKS, SUBSYSTEM_WORDS, Words, name_condition
from plant.words import Plant

_FIGURES: Final = {
    Condition.LL: "≤",
    Condition.L: "≤",
    Condition.H: "≥",
    Condition.HH: "≥",
    Condition.DIGITAL: "state",
    Condition.RATE: "≥",
    Condition.DEVIATION: "≥",
    Condition.IMPLAUSIBLE: "≥",
    Condition.STEL: "≥",
    Condition.TWA: "≥",
    Condition.FORECAST: "≤",
    Condition.BAD_QUALITY: "value",
    Condition.OUT_OF_RANGE: "value",
    Condition.FROZEN: "≤",
    Condition.SPIKE: "≥",
    Condition.NOISE_LOST: "≤",
    Condition.BALANCE: "value",
}
"""What a message says in numbers: how the value stands to its limit, or the value alone. Of the
other conditions no number says anything."""

_SAID_MARKS: Final = frozenset(
    {
        "late",
        "simulated",
        "uncertain",
        "forced",
        "last_known",
        "possibly_beyond",
        "clock_suspect",
        "source_down",
        "out_of_range",
    }
)
"""The marks that change what an operator makes of the alarm."""

_LONG: Final = 1e15
"""From here on a value is shown with an exponent."""


def compose(
    source: Words,
    condition: Condition,
    value: float | None,
    limit: float | None,
    unit: str = "",
    kind: TagKind = TagKind.OTHER,
    marks: Sequence[str] = (),
) -> Words:
    """The message of an alarm.

    :param source: the names of what alarms, as :func:`name_source` gives them.
    :param value: the value that decided, in ``unit``; None or NaN where there is none.
    :param limit: the limit it was compared with, in ``unit``; None or NaN where there is none.
    :param marks: the alarm's marks, by their words on the wire.
    """
    name = name_condition(condition, kind)
    figures = state_figures(condition, known(value), known(limit), unit)
    said = [MARKS[mark] for mark in marks if mark in _SAID_MARKS]
    zh = f"{source.zh} {name.zh}" + ("" if "警" in name.zh else "报警")
    en = f"{source.en}: {name.en}" + (
        "" if name.en.startswith(("predictive", "system")) else " alarm"
    )
    if figures:
        zh, en = f"{zh}：{figures.zh}", f"{en}, {figures.en}"
    if said:
        zh += f"（{'，'.join(mark.zh for mark in said)}）"
        en += f" ({', '.join(mark.en for mark in said)})"
    return Words(zh, en)


def state_figures(
    condition: Condition, value: float | None, limit: float | None, unit: str
) -> Words | None:
    """What a message says in numbers: the value, and the limit it passed."""
    form = _FIGURES.get(condition)
    if value is None or form is None:
        return None
    if form == "state":
        return Words(f"状态 {value:g}", f"state {value:g}")
    shown = show_value(value, limit)
    text = with_unit(shown, unit)
    if limit is None or form == "value":
        return Words(text, text)
    bound = with_unit(plain(limit), unit)
    if float(shown) >= limit if form == "≥" else float(shown) <= limit:
        return Words(f"{text} {form} {bound}", f"{text} {form} {bound}")
    return Words(f"{text}，限值 {bound}", f"{text}, limit {bound}")


def known(number: float | None) -> float | None:
    """A number, or None where it is NaN or infinite."""
    return number if number is not None and math.isfinite(number) else None


def show_value(value: float, limit: float | None) -> str:
    """A value with two decimals more than its limit, so that the two can be compared by eye."""
    if limit is None or abs(value) >= _LONG:
        return f"{value:.6g}"
    return f"{value:.{len(plain(limit).partition('.')[2]) + 2}f}"


def plain(number: float) -> str:
    """A number as a person writes it: 90, 0.8, never 9e+1."""
    text = f"{Decimal(repr(number)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def with_unit(number: str, unit: str) -> str:
    return f"{number} {unit}" if unit else number


def name_source(plant: Plant, source: str) -> Words:
    """What a source of alarms is called: by its name where the plant gives it one, else by its id.

    An id that the plant does not know, of a tag since removed, names itself.
    """
    row = plant.row_of.get(source)
    if row is not None:
        tag = plant.tags[row]
        return Words(tag.name or source, tag.name_en or source)
    for equipment in plant.equipment:
        if equipment.id == source:
            return Words(equipment.name, equipment.name_en or source)
    if source in plant.gateway_row_of:
        return Words(f"网关 {source}", f"gateway {source}")
    if source in SUBSYSTEMS:
        return SUBSYSTEM_WORDS[Subsystem(source)]
    return name_group(plant, source) or Words(source, source)


def name_alarm(plant: Plant, alarm: str) -> Words:
    """What an alarm is called by its id; one whose condition is not known here by the id itself."""
    source, _, word = alarm.rpartition(":")
    try:
        condition = Condition(word)
    except ValueError:
        return Words(alarm, alarm)
    row = plant.row_of.get(source)
    kind = TagKind.OTHER if row is None else plant.tags[row].kind
    return compose(name_source(plant, source), condition, None, None, kind=kind)


def name_group(plant: Plant, source: str) -> Words | None:
    """The names of a voting, interlock, gas array or model, where it has any."""
    named = [(one.id, one.name, one.name_en) for one in plant.votings]
    named += [(one.id, one.name, one.name_en) for one in plant.interlocks]
    named += [(one.id, one.name, one.name_en) for one in plant.gas_arrays]
    named += [(one.id, one.name, one.name_en) for one in plant.models]
    for name, zh, en in named:
        if name == source and zh:
            return Words(zh, en or source)
    return None
