"""What is on record about an alarm, as screens see it: texts in both languages, and until when.

Pure functions from :class:`plant.rationalisation.Rationalisation` to the fields of
:mod:`dashboard_api.wire` and of :mod:`dashboard_api.plant_wire`. Where a language is missing
the other one stands for it.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Final

from dashboard_api import plant_wire, wire
from plant.rationalisation import NOTHING, Rationalisation
from plant.rationalisation_columns import TEXTS
from plant.reading import Instant
from plant.words import Tag

_MINUTE_MS: Final = 60_000


@cache
def record_fields(record: Rationalisation) -> Mapping[str, Any]:
    """The fields of :class:`plant_wire.RecordListing`."""
    texts = {name: _say(getattr(record, name), getattr(record, f"{name}_en")) for name in TEXTS}
    severity = None if record.severity is None else record.severity.value
    return {**texts, "severity": severity, "respond_within_min": record.respond_within_min}


def _say(zh: str, en: str) -> wire.Message | None:
    return wire.Message(zh or en, en or zh) if zh or en else None


def find_deadline(record: Rationalisation, raised_at: Instant | None) -> Instant | None:
    """By when the operator must have acted, ms; None where no time is on record."""
    if raised_at is None or record.respond_within_min is None:
        return None
    return raised_at + round(record.respond_within_min * _MINUTE_MS)


def record_listing(record: Rationalisation) -> plant_wire.RecordListing | None:
    """The record of a configured condition, None where nothing is written."""
    return None if record == NOTHING else plant_wire.RecordListing(**record_fields(record))


def without_records(tag: Tag) -> Tag:
    """The tag with nothing on record about its alarms."""
    return replace(tag, records={}, action="", action_en="")
