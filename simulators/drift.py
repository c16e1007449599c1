"""Gas over the park: what leaks and bursts of a scenario put into the air, and what heads meet.

One cloud for each substance. How puffs travel and spread is :mod:`simulators.physics.puff`'s
business, how a head takes its time :mod:`simulators.sensors`'.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from plant.tag_kind import GAS_KINDS, TagKind
from plant.words import Plant
from simulators.actions import Action
from simulators.physics.puff import Cloud, Source
from simulators.physics.substance import Substance, read_substances
from simulators.physics.weather import Air
from simulators.places import place_equipment, place_heads
from simulators.scenario import Happening

_CLEAN_AIR_OXYGEN = 20.9


class Drift:
    """The clouds over a plant; ``rows`` intp, the gas heads that meet them."""

    def __init__(self, plant: Plant) -> None:
        self.rows = np.array(
            [row for row, tag in enumerate(plant.tags) if tag.kind in GAS_KINDS], dtype=np.intp
        )
        self._heads = [plant.tags[row] for row in self.rows.tolist()]
        self._places = place_heads(plant, self._heads)
        self._equipment = place_equipment(plant)
        self._substance_at = find_substances(plant)
        self._clouds: dict[str, tuple[Substance, Cloud]] = {}

    def step(
        self, dt_s: float, air: Air, active: Sequence[Happening], begun: Sequence[Happening]
    ) -> None:
        """Let clouds drift for ``dt_s`` and what leaks add to them.

        :param active: what goes on. :param begun: what was done at once in this step.
        """
        leaks: dict[str, list[tuple[Source, float]]] = {}
        for each in active:
            if each.action is Action.LEAK and (name := self._open(each.target)):
                leaks.setdefault(name, []).append(
                    (self._source(each.target), each.amount("rate_kg_s"))
                )
        for name, (_, cloud) in self._clouds.items():
            cloud.step(dt_s, air, leaks.get(name, ()))
        for each in begun:
            if each.action is Action.RELEASE and (name := self._open(each.target)):
                self._clouds[name][1].burst(self._source(each.target), each.amount("mass_kg"))

    def show(self, clean: NDArray[np.float64]) -> NDArray[np.float64]:
        """What the heads meet, in their own units, float64 (heads,).

        :param clean: float64 (tags,), what they show in clean air.
        """
        shown: NDArray[np.float64] = clean[self.rows].copy()
        for cas, (substance, cloud) in self._clouds.items():
            met = cloud.concentrations(self._places)
            shown += np.array(
                [
                    convert(substance, tag.kind, tag.unit, mg_m3) if tag.cas in ("", cas) else 0.0
                    for tag, mg_m3 in zip(self._heads, met.tolist(), strict=True)
                ]
            )
        return np.maximum(shown, 0.0)

    def _open(self, equipment: str) -> str:
        """The cloud to which equipment leaks, by CAS number; empty where it holds no known gas."""
        cas = self._substance_at.get(equipment, "")
        if cas:
            self._clouds.setdefault(cas, (read_substances()[cas], Cloud()))
        return cas

    def _source(self, equipment: str) -> Source:
        east, north = self._equipment[equipment]
        return Source(east, north)


def convert(substance: Substance, kind: TagKind, unit: str, mg_m3: float) -> float:
    """The change that a concentration makes on a head of that kind and unit."""
    if kind is TagKind.GAS_COMBUSTIBLE:
        return substance.percent_lel(mg_m3)
    if kind is TagKind.GAS_OXYGEN:
        return -_CLEAN_AIR_OXYGEN * min(1.0, substance.parts_per_million(mg_m3) / 1e6)
    return substance.parts_per_million(mg_m3) if unit == "ppm" else mg_m3


def find_substances(plant: Plant) -> Mapping[str, str]:
    """What leaks from each equipment: the first chemical of its hazard that has figures here."""
    known = read_substances()
    return {
        each.id: chemical.cas
        for each in plant.equipment
        for chemical in reversed(plant.hazard_of[each.hazard].chemicals)
        if chemical.cas in known
    }
