"""What an account may see and act on: all of the site, or what lies within its place.

The place is the account's (:class:`dashboard_api.people.Account`), what lies within it the plant's
(:mod:`plant.excerpt`). Who is limited to a place gets a smaller house: ports that know nothing else
(:mod:`dashboard_api.reach_ports`). A route asks its desk and can't forget to look; the live streams
share encodings and add the reach to each selection instead.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from alerting.alarm import Alarm
from alerting.kpi.places import Site
from dashboard_api.selection import Selection, Words
from plant.excerpt import cut_out, find_enterprises
from plant.words import Plant

WHOLE_SITE: Final = ""
"""The place of who is limited to none."""


class BeyondReachError(Exception):
    """What was asked for is the whole site's and can't be cut to a place."""


def find_reach(plant: Plant, place: str) -> Words:
    """The enterprises within a place, None for all; none of them where the place is gone."""
    return None if place == WHOLE_SITE else find_enterprises(plant, place)


@dataclass(frozen=True, slots=True)
class Reach:
    """A place in a plant: its enterprises, and the plant cut to them.

    ``rows`` intp (tags of ``inside``,): where its tags stand in arrays of the whole plant, and
    ``gateways`` its gateways; ``sources`` are the ids of all there that may have alarms.
    """

    plant: Plant
    enterprises: frozenset[str]
    inside: Plant
    rows: NDArray[np.intp]
    gateways: NDArray[np.intp]
    sources: frozenset[str]

    def holds(self, alarm: Alarm) -> bool:
        """Whether an alarm is of something within; the platform's own alarms are the site's."""
        return Selection(reach=self.enterprises).takes_alarm(alarm, self.plant)


def make_reach(plant: Plant, place: str) -> Reach:
    """The reach of a place."""
    enterprises = find_enterprises(plant, place)
    inside = cut_out(plant, enterprises)
    return Reach(
        plant,
        enterprises,
        inside,
        np.array([plant.row_of[tag.id] for tag in inside.tags], dtype=np.intp),
        np.array([plant.gateway_row_of[one.id] for one in inside.gateways], dtype=np.intp),
        frozenset(Site.of(inside).places),
    )


class Reaches:
    """The reaches of all places that are in use, made once for each plant in force."""

    def __init__(self, plant: Callable[[], Plant]) -> None:
        self._plant = plant
        self._made: dict[str, Reach] = {}

    def find(self, place: str) -> Reach:
        """The reach of a place in the plant in force."""
        made, plant = self._made.get(place), self._plant()
        if made is None or made.plant is not plant:
            made = self._made[place] = make_reach(plant, place)
        return made
