"""Filed stops (报备停用): for what, how long and how far ahead one may be filed, as data.

The shipped numbers and where they come from stand in filed_stops.toml, a plant's own in
``[filed_stops]`` of its plant.toml. What a stop goes through and what it
does is :mod:`alerting.filed_stops`' business.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

from plant.provenance import Provenance, load_tables, read_provenance

DAY_MS: Final = 86_400_000
LONGEST_STOP_DAYS: Final = 3660
"""A longer one is a mistake in a number."""
_FILE: Final = "filed_stops.toml"


class StopCategory(StrEnum):
    """What a stop is for."""

    OVERHAUL = "overhaul"  # 检修
    CALIBRATION = "calibration"  # 标定
    SHUTDOWN = "shutdown"  # 停产
    MODIFICATION = "modification"  # 改造


@dataclass(frozen=True, slots=True)
class StopPolicy:
    """``longest_ms`` a stop of each category may last, ``ahead_ms`` it may begin after its
    request.
    """

    longest_ms: Mapping[StopCategory, int]
    ahead_ms: int


@cache
def load_stop_policy() -> StopPolicy:
    """The rules that are shipped."""
    tables = load_tables(_FILE)
    longest = {category: tables["longest"][category] * DAY_MS for category in StopCategory}
    return StopPolicy(longest, tables["ahead"]["most"] * DAY_MS)


def apply_settings(settings: Mapping[str, Any]) -> StopPolicy:
    """The shipped rules with what a plant says instead.

    :param settings: what :data:`plant.sections.FILED_STOPS` reads.
    """
    shipped, ahead = load_stop_policy(), settings.get("ahead_days")
    own = settings.get("longest_days", {})
    longest = {StopCategory(name): round(days * DAY_MS) for name, days in own.items()}
    return StopPolicy(
        {**shipped.longest_ms, **longest},
        shipped.ahead_ms if ahead is None else round(ahead * DAY_MS),
    )


def name_provenances() -> tuple[Provenance, ...]:
    """Where the numbers come from, part by part."""
    return tuple(read_provenance(load_tables(_FILE)[part]) for part in ("longest", "ahead"))
