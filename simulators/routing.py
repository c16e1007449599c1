"""Which gateway brings which tag, and what it calls it: a plant names only a tag's enterprise.

An enterprise with one gateway sends everything through it. With several, points that report only
when they change (no interval) go through the first one that reports by exception, all others
through the first one that is polled. A tag named for one gateway (its prefix, a topic that is the
tag's) goes through that one.
"""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from plant.gateway_checks import OWN_FORMAT
from plant.topic_filter import is_exact
from plant.words import Gateway, Plant, Tag

__all__ = ["OWN_FORMAT", "name_tag", "route_tags"]


def route_tags(plant: Plant, formats: Collection[str] = (OWN_FORMAT,)) -> NDArray[np.int64]:
    """Gateway row of every tag, int64 (tags,); -1 where no gateway here could send it.

    :param formats: those that are spoken; gateways of others send nothing.
    """
    speaking: dict[str, list[int]] = {}
    for row, gateway in enumerate(plant.gateways):
        if gateway.format in formats:
            speaking.setdefault(gateway.enterprise, []).append(row)
    routes = [_choose(tag, speaking.get(tag.enterprise, []), plant.gateways) for tag in plant.tags]
    return np.array(routes, dtype=np.int64)


def name_tag(tag: Tag, gateway: Gateway) -> str:
    """What a gateway calls a tag: its id, or what a foreign system would call it."""
    if gateway.format == OWN_FORMAT:
        return tag.id
    return tag.source_name or tag.id.removeprefix(gateway.prefix)


def _choose(tag: Tag, candidates: Sequence[int], gateways: Sequence[Gateway]) -> int:
    wanted = "exception" if tag.interval_s is None else "polled"
    able = [row for row in candidates if _could_name(tag, gateways[row])]
    own = [row for row in able if _is_named_for(tag, gateways[row])]
    meant = own or [row for row in able if not gateways[row].prefix] or able
    fitting = [row for row in meant if gateways[row].report == wanted]
    return next(iter([*fitting, *meant]), -1)


def _could_name(tag: Tag, gateway: Gateway) -> bool:
    """A topic for bare values without wildcards is one tag's."""
    single = gateway.format == "bare" and is_exact(gateway.topic)
    return not single or tag.id == gateway.prefix


def _is_named_for(tag: Tag, gateway: Gateway) -> bool:
    return bool(gateway.prefix) and tag.id.startswith(gateway.prefix)
