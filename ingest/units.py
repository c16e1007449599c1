"""Values in another unit than the plant's: bad quality, or converted where that was asked for.

No limit may be held to a value in another unit. A gateway declared ``units = "convert"`` has such
values turned into the plant's unit, exactly, where :mod:`plant.units` knows how; everything else is
``bad_unit``. A code for no value is no quantity and is left for :mod:`ingest.missing_codes`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from msgspec.structs import replace

from ingest.frame import Decoded
from plant.gas_levels import load_exposure_limits
from plant.quality import BAD
from plant.units import NOTHING, Conditions, Conversion, find_conversion
from plant.words import Plant

_REMEMBERED: Final = 1 << 16
"""Pairs of a tag and what its unit was said to be."""

_LONGEST: Final = 64
"""Characters of a unit that are looked at; none that we know is so long."""


class Settled(NamedTuple):
    """A frame in the plant's units. ``wrong``: (tag as named, why) of what is no value now."""

    decoded: Decoded
    wrong: Sequence[tuple[str, str]]
    converted: int


class Units:
    """What the gateways of a plant say of their units.

    :param missing: gateway row → its codes for no value.
    """

    def __init__(self, plant: Plant, missing: Callable[[int], Collection[float]]) -> None:
        self._plant = plant
        self._missing = missing
        self._known: dict[tuple[int, str], Conversion | str] = {}

    def settle(
        self, gateway: int, rows: Sequence[int], decoded: Decoded, said: Mapping[int, str]
    ) -> Settled:
        """Bring a frame's readings into the plant's units.

        :param rows: those of its readings.
        :param said: row → the unit that the frame says; a tag without a unit in the plant takes
            any.
        """
        ways = {row: self._find(row, unit[:_LONGEST]) for row, unit in said.items()}
        odd = {
            place: ways[row]
            for place, row in enumerate(rows)
            if row in ways and ways[row] is not NOTHING
        }
        if not odd:
            return Settled(decoded, (), 0)
        convert = self._plant.gateways[gateway].units == "convert"
        missing = self._missing(gateway)
        values, status = [*decoded.values], [*decoded.status]
        wrong: dict[int, tuple[str, str]] = {}
        converted = 0
        for place, way in odd.items():
            if convert and isinstance(way, Conversion):
                if values[place] not in missing:
                    values[place] = way.convert(values[place])
                    converted += 1
            else:
                values[place], status[place] = np.nan, BAD
                wrong[rows[place]] = (decoded.tags[place], self._tell(rows[place], said, way))
        told = [wrong[row] for row in sorted(wrong)]
        return Settled(replace(decoded, values=values, status=status), told, converted)

    def _find(self, row: int, unit: str) -> Conversion | str:
        """What turns a unit into a tag's own, or why it can't be done."""
        key = (row, unit)
        way = self._known.get(key)
        if way is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            way = self._known[key] = self._work_out(row, unit)
        return way

    def _work_out(self, row: int, unit: str) -> Conversion | str:
        tag, park = self._plant.tags[row], self._plant.park
        if not tag.unit:
            return NOTHING
        substance = load_exposure_limits().get(tag.cas)
        mass = substance.molar_mass if substance else None
        way = find_conversion(
            unit, tag.unit, Conditions(park.atmosphere_kpa, park.gas_temperature_c, mass)
        )
        return NOTHING if way == NOTHING else way

    def _tell(self, row: int, said: Mapping[int, str], way: Conversion | str) -> str:
        why = way if isinstance(way, str) else 'its gateway is not declared units = "convert"'
        return f"unit {said[row][:40]}, the plant says {self._plant.tags[row].unit}: {why}"
