"""How wide a plume spreads by wind speed, as data: Pasquill's classes, calm and light wind.

The numbers and where they come from stand in wind_spread.toml. Telling a source from them is
:mod:`detectors.gas_source`'s business.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from plant.provenance import Provenance, load_tables, read_provenance

_FILE: Final = "wind_spread.toml"
_TABLES: Final = ("spread", "edge", "calm", "width")


@dataclass(frozen=True, slots=True)
class WindSpread:
    """Speeds in m/s, angles in degrees.

    ``sigma`` holds pairs (from which speed, standard deviation of the wind's direction), rising in
    speed. A plume's edge is ``edge_sigmas`` of them off its axis. Below ``calm`` wind has no
    direction; below ``light`` a source lies within ``light_half`` of where it comes from. No
    sector is narrower than ``least_half`` on each side.
    """

    sigma: tuple[tuple[float, float], ...]
    edge_sigmas: float
    calm: float
    light: float
    light_half: float
    least_half: float


@cache
def load_wind_spread() -> WindSpread:
    """The numbers that are shipped."""
    tables = load_tables(_FILE)
    return WindSpread(
        sigma=tuple((row["from_m_s"], row["sigma_deg"]) for row in tables["spread"]["rows"]),
        edge_sigmas=tables["edge"]["sigmas"],
        calm=tables["calm"]["calm_m_s"],
        light=tables["calm"]["light_m_s"],
        light_half=tables["width"]["light_half_deg"],
        least_half=tables["width"]["least_half_deg"],
    )


def name_provenances() -> tuple[Provenance, ...]:
    """Where the numbers come from, table by table."""
    return tuple(read_provenance(load_tables(_FILE)[name]) for name in _TABLES)
