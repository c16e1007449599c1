"""Which gateway brings which tag: a plant names only a tag's enterprise.

An enterprise with one gateway sends everything through it. With several, points that report only
when they change (no interval) go through the first one that reports by exception, all others
through the first one that is polled.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from plant.words import Gateway, Plant, Tag

OWN_FORMAT = "hazardwatch"
"""The only wire format that the simulators speak."""


def route_tags(plant: Plant) -> NDArray[np.int64]:
    """Gateway row of every tag, int64 (tags,); -1 where no gateway here could send it."""
    speaking: dict[str, list[int]] = {}
    for row, gateway in enumerate(plant.gateways):
        if gateway.format == OWN_FORMAT:
            speaking.setdefault(gateway.enterprise, []).append(row)
    routes = [_choose(tag, speaking.get(tag.enterprise, []), plant.gateways) for tag in plant.tags]
    return np.array(routes, dtype=np.int64)


def _choose(tag: Tag, candidates: Sequence[int], gateways: Sequence[Gateway]) -> int:
    wanted = "exception" if tag.interval_s is None else "polled"
    fitting = [row for row in candidates if gateways[row].report == wanted]
    return next(iter([*fitting, *candidates]), -1)
