"""Healthy instruments as arrays over the tags of a plant: span, noise, response, resolution, ends.

The figures by kind and where they come from stand in instruments.toml; where a 4-20 mA signal
saturates is :mod:`plant.signal_ranges`'.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plant.provenance import Provenance, read_provenance
from plant.signal_ranges import find_signal_range
from plant.words import Plant, Tag
from simulators.calm import calm_room, is_digital, rest

_LIVE_ZERO_MA = 4.0
_SPAN_MA = 16.0


@dataclass(frozen=True, slots=True)
class Instruments:
    """Over tags. In the tag's unit: ``low`` start and ``span`` of the range (of the calm room where
    the plant gives no range), ``least`` and ``most`` that a sound signal can carry (infinite
    without a range), ``noise`` standard deviation. ``lag_s``, ``dead_s`` seconds; ``decimals``
    int64 that the DCS shows; ``contact`` bool, a state and no measurement.
    """

    low: NDArray[np.float64]
    span: NDArray[np.float64]
    least: NDArray[np.float64]
    most: NDArray[np.float64]
    noise: NDArray[np.float64]
    lag_s: NDArray[np.float64]
    dead_s: NDArray[np.float64]
    decimals: NDArray[np.int64]
    contact: NDArray[np.bool_]

    def at_current(self, rows: NDArray[np.intp], milliamperes: float) -> NDArray[np.float64]:
        """What a current on the line means in the units of some tags."""
        share = (milliamperes - _LIVE_ZERO_MA) / _SPAN_MA
        return self.low[rows] + share * self.span[rows]


def fit_instruments(plant: Plant) -> Instruments:
    """The instruments of a plant; contacts and points measure nothing and show what is."""
    contact = np.array([is_digital(tag) for tag in plant.tags], dtype=np.bool_)
    ranges = np.array([_range(tag) for tag in plant.tags]).reshape(-1, 2)
    bands = [find_signal_range(tag).measured for tag in plant.tags]
    ends = np.array([(band.low, band.high) for band in bands]).reshape(-1, 2)
    ends[contact] = -np.inf, np.inf
    decimals = rest(plant).decimals
    known = _figures_by_kind()
    own = [known.get(str(tag.kind), {}) for tag in plant.tags]
    span = ranges[:, 1] - ranges[:, 0]
    figure = {
        key: np.where(contact, 0.0, [figures.get(key, 0.0) for figures in own])
        for key in ("noise", "lag_s", "dead_s")
    }
    return Instruments(
        low=ranges[:, 0],
        span=span,
        least=_round(ends[:, 0], decimals, np.ceil),
        most=_round(ends[:, 1], decimals, np.floor),
        noise=figure["noise"] / 100.0 * span,
        lag_s=figure["lag_s"],
        dead_s=figure["dead_s"],
        decimals=decimals,
        contact=contact,
    )


def read_currents() -> Mapping[str, float]:
    """``fail_low_ma``, ``fail_high_ma`` and ``open_ma``: currents that say failure."""
    table = _tables()["currents"]
    return {key: float(table[key]) for key in ("fail_low_ma", "fail_high_ma", "open_ma")}


def name_provenances() -> tuple[Provenance, ...]:
    """Where the figures come from, table by table."""
    return tuple(read_provenance(table) for table in _tables().values())


def _range(tag: Tag) -> tuple[float, float]:
    if tag.range_lo is not None and tag.range_hi is not None and tag.range_hi > tag.range_lo:
        return tag.range_lo, tag.range_hi
    return calm_room(tag)


def _round(
    ends: NDArray[np.float64], decimals: NDArray[np.int64], inward: np.ufunc
) -> NDArray[np.float64]:
    """Ends that the DCS can show: to round one outward would take it out of the measured band."""
    scale = 10.0**decimals
    rounded: NDArray[np.float64] = inward(ends * scale) / scale
    return rounded


def _figures_by_kind() -> dict[str, dict[str, float]]:
    return {row["kind"]: row for row in _tables()["instruments"]["rows"]}


@cache
def _tables() -> dict[str, Any]:
    text = files("simulators.sensors").joinpath("instruments.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
