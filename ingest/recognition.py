"""What a decoded frame means in this plant: its names as rows, its values in the plant's units.

What has no row is refused, what is in another unit is bad or converted, and the rest goes on.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.frame import Decoded, Frame, Reason
from ingest.missing_codes import MissingCodes
from ingest.names import Names, take_only, without_unknown
from ingest.units import Units
from ingest.unknown_tags import UnknownTags
from plant.words import Plant

Complaint = tuple[Reason, str, str]
"""Why a single reading is refused or doubted: reason, tag, detail."""


class Recognized(NamedTuple):
    """The readings that have a row; ``converted`` of them were brought into the plant's unit."""

    rows: Sequence[int]
    decoded: Decoded
    complaints: list[Complaint]
    converted: int = 0


class Recognition:
    """Names and units of one plant; gateways are rows. ``unknown``: names that nobody knows."""

    def __init__(self, plant: Plant, missing: MissingCodes) -> None:
        self.unknown = [UnknownTags() for _ in plant.gateways]
        self._names = Names(plant)
        self._units = Units(plant, missing.of)

    def recognize(self, gateway: int, decoded: Decoded, frame: Frame) -> Recognized:
        """A gateway's frame with its rows, all complaints about it included."""
        complaints = [*decoded.complaints]
        rows = self._names.find(gateway, decoded.tags)
        if frame.only:
            rows, decoded = take_only(frame.only, rows, decoded)
            complaints = [one for one in complaints if one[1] in frame.only]
        if -1 in rows:
            complaints += self._refuse_unknown(gateway, rows, decoded, frame)
            rows, decoded = without_unknown(rows, decoded)
        if not decoded.units:
            return Recognized(rows, decoded, complaints)
        said = self._names.find_units(gateway, decoded.units)
        decoded, wrong, converted = self._units.settle(gateway, rows, decoded, said)
        complaints += [(Reason.BAD_UNIT, *why) for why in wrong]
        return Recognized(rows, decoded, complaints, converted)

    def find_names(self, gateway: int) -> Mapping[str, int]:
        """Complete name → row: what a gateway of the platform's own format may call its tags."""
        return self._names.whole[gateway]

    def leave_live(self, found: Recognized, live: NDArray[np.bool_]) -> Recognized:
        """Of what a simulation says, what is not a live gateway's; the rest is refused.

        Simulated data may neither raise nor return what is real (contract section 1, rule 15).

        :param live: bool (readings,): a live gateway brings the tag.
        """
        decoded, rows = found.decoded, found.rows
        real = {decoded.tags[place] for place in np.flatnonzero(live).tolist()}
        if not real:
            return found
        left = set(decoded.tags) - real
        rows, decoded = take_only(left, rows, decoded)
        why = "simulated data of a tag that a live gateway brings"
        told = [(Reason.SIMULATED, tag, why) for tag in sorted(real)]
        return found._replace(rows=rows, decoded=decoded, complaints=[*found.complaints, *told])

    def find_rows(self, gateway: int, tags: Sequence[str]) -> list[int]:
        """The rows of those names that a gateway may use and the plant knows."""
        return [row for row in self._names.find(gateway, tags) if row >= 0]

    def _refuse_unknown(
        self, gateway: int, rows: Sequence[int], decoded: Decoded, frame: Frame
    ) -> list[Complaint]:
        places = [place for place, row in enumerate(rows) if row < 0]
        names = [decoded.tags[place] for place in places]
        values = [decoded.values[place] for place in places]
        self.unknown[gateway].note(names, values, frame.received)
        return [(Reason.UNKNOWN_TAG, tag, self._names.explain(gateway, tag)) for tag in names]
