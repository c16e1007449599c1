"""Refusals as they are handed out: counted by gateway and reason, a few a frame, drained by tick.

What is refused and why is decided by who calls; keeping the letters is
:mod:`ingest.dead_letters`' business.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ingest.frame import Frame, Reason, Refusal
from ingest.recognition import Complaint
from plant.words import Plant

LETTERS: Final = 20
"""Refusals handed out for one frame; the rest are counted and told in the last one's detail."""


class Refusals:
    """Those of one tick.

    :param counts: by gateway row, where each is counted; the last for whoever is not in the plant.
    """

    def __init__(self, plant: Plant, counts: Sequence[Counter[Reason]]) -> None:
        self._plant = plant
        self._counts = counts
        self._letters: list[Refusal] = []

    def refuse(self, frame: Frame, gateway: str, complaint: Complaint) -> None:
        """Count and keep one refusal; a gateway that is not in the plant is a stranger."""
        reason, tag, detail = complaint
        row = self._plant.gateway_row_of.get(gateway, -1)
        self._counts[row][reason] += 1
        self._letters.append(
            Refusal(reason, gateway, frame.topic, frame.payload, frame.received, tag, detail)
        )

    def complain(self, frame: Frame, gateway: int, complaints: Sequence[Complaint]) -> None:
        """Single readings' refusals: all counted, the first few handed out."""
        name = self._plant.gateways[gateway].id
        for complaint in complaints[:LETTERS]:
            self.refuse(frame, name, complaint)
        rest = complaints[LETTERS:]
        if rest:
            self._counts[gateway].update(reason for reason, _, _ in rest)
            last = self._letters[-1]
            told = f"{last.detail} (and {len(rest)} more in this frame)"
            self._letters[-1] = replace(last, detail=told)

    def drain(self) -> list[Refusal]:
        """All since the last time."""
        letters, self._letters = self._letters, []
        return letters
