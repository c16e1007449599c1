"""The mixed plant, with every kind of judgement on, and its streams.

Units of 20 tags: two levels held against each other, a vote of three pressures, temperatures with
rates and quality checks, gas heads with exposure means and an array, flows, valves with their
commands, an interlock with its bypass, and a state that chooses limits. In one unit of ten, as in
the largest park that is shipped, the level is balanced against the flows, and for each thousand
tags a model watches the pressures and temperatures of five units. One reading in a hundred lies
outside its limits.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np

from plant.reading import ReadingBatch
from plant.words import Plant, Tag
from tests.detectors.plants import make_plant, make_tag

UNIT: Final = 20
BALANCED: Final = 10
"""Of so many units one has a balance, the first."""

_MODELLED: Final = 50
"""Of so many units the first :data:`_TOGETHER` have a model in common."""

_TOGETHER: Final = 5

_OUTSIDE: Final = 0.01
_SPELL: Final = 4
_PAST: Final = 40
_T0: Final = 1_700_000_000_000
_LIMITS: Final = {
    "ll": 10, "l": 20, "h": 80, "hh": 90, "deadband": 2,
    "on_delay_s": 2, "off_delay_s": 2, "interval_s": 1, "range_lo": 0, "range_hi": 100,
}  # fmt: skip
_RATE: Final = {"rate": 60, "rate_window_s": 60}
_FROZEN: Final = {"frozen": 0.1, "frozen_on_delay_s": 600}
_SPIKE: Final = {"spike": 12}
_NOISE: Final = {"noise_lost": 0.1, "noise_lost_window_s": 3600, "noise_lost_usual_s": 2_592_000}
_STATE: Final = {"interval_s": 1}


def make_past(tags: int) -> Iterator[ReadingBatch]:
    """Calm readings of every tag before the stream, so that windows are full and scatter is known.

    The first reading of a tag is news to votes and interlocks besides.
    """
    random, tag = np.random.default_rng(2), np.arange(tags)
    for cycle in range(_PAST, 0, -1):
        value = 50 + 2 * random.standard_normal(tags) + (tag % 7)
        value[tag % UNIT >= UNIT - 6] = 0.0
        yield ReadingBatch.of(tag, np.full(tags, _T0 - 4_000 * cycle), value)


def make_mixed_plant(tags: int) -> Plant:
    """So many tags in units of 20."""
    return make_units(range(tags // UNIT))


def make_units(units: Sequence[int]) -> Plant:
    """Some units."""
    return make_plant(
        *(tag for unit in units for tag in make_unit(unit)),
        equipment={
            f"V{unit}": {
                "shape": "vertical",
                "diameter_m": 20,
                "height_m": 100,
                "state": f"MODE{unit}",
            }
            for unit in units
        },
        votings={
            f"VOTE{unit}": {
                "tags": [f"PT{unit}{one}" for one in "ABC"],
                "need": 2,
                "condition": "HH",
                "max_age_s": 10,
            }
            for unit in units
        },
        interlocks={
            f"IL{unit}": {
                "causes": [
                    {"source": f"VOTE{unit}", "condition": "voted"},
                    {"source": f"LT{unit}A", "condition": "HH", "delay_s": 2},
                ],
                "effects": [{"tag": f"ZS{unit}A", "expected": 1, "travel_s": 10}],
                "bypass": f"BYP{unit}",
                "bypass_s": 28_800,
            }
            for unit in units
        },
        gas_arrays={
            f"GAS{unit}": {"tags": [f"GT{unit}{one}" for one in "ABCD"], "need": 2}
            for unit in units
        },
        modes={
            f"START{unit}": {
                "equipment": f"V{unit}",
                "values": [2],
                "limits": {f"TT{unit}A": {"h": 85, "hh": 95}},
            }
            for unit in units
        },
        models={
            f"MODEL{unit}": {
                "tags": [
                    f"{kind}{one}{letter}"
                    for one in range(unit, unit + _TOGETHER)
                    for kind in ("PT", "TT")
                    for letter in "ABC"
                ],
                "center": 53,
                "spread": 3,
                "limit": 50,
            }
            for unit in units
            if unit % _MODELLED == 0
        },
    )


def make_unit(unit: int) -> Iterator[Tag]:
    """The tags of one unit, in the order of their rows."""

    def tag(name: str, **columns: Any) -> Tag:
        return make_tag(name, equipment=f"V{unit}", **columns)

    gas: dict[str, Any] = {"kind": "gas_combustible", "interval_s": 1, "h": 80, "hh": 90}
    exposed = {"stel": 95, "stel_window_s": 900, "twa": 95, "twa_window_s": 28_800}
    toxic = {**gas, **exposed, "kind": "gas_toxic", "unit": "mg/m³"}
    level: dict[str, Any] = {"kind": "level", "unit": "m", **_LIMITS, "deviation": 70}
    level |= {"forecast": 1, "forecast_window_s": 600, "implausible": 6000}
    level |= {"implausible_window_s": 10, "deviation_from": f"LT{unit}B"}
    if unit % BALANCED == 0:
        level |= {"balance_from": f"in:FT{unit}A out:FT{unit}B"}
        level |= {"balance": 1e6, "balance_window_s": 600}
    yield tag(f"LT{unit}A", **level, **_FROZEN)
    yield tag(f"LT{unit}B", kind="level", unit="m", **_LIMITS)
    for name in "ABC":
        yield tag(f"PT{unit}{name}", kind="pressure", **_LIMITS, **_RATE, **_SPIKE)
    for name in "ABC":
        yield tag(f"TT{unit}{name}", kind="temperature", **_LIMITS, **_RATE, **_FROZEN, **_NOISE)
    for name in "ABCD":
        place = {"location": [120 + unit / 1e4, 32 + ord(name) / 1e4]}
        yield tag(f"GT{unit}{name}", **place, **(toxic if name in "AB" else gas))
    for name in "AB":
        yield tag(
            f"FT{unit}{name}", kind="flow", unit="m³/h", **_LIMITS, **_FROZEN, **_SPIKE, **_NOISE
        )
    for name in "AB":
        command = {"discrepancy_from": f"CMD{unit}{name}", "discrepancy_on_delay_s": 10}
        yield tag(f"ZS{unit}{name}", **_STATE, **command)
        yield tag(f"CMD{unit}{name}", **_STATE)
    yield tag(f"BYP{unit}", kind="bypass_state", **_STATE)
    yield tag(f"MODE{unit}", kind="operating_state", **_STATE)


def make_mixed_stream(tags: int, readings: int) -> ReadingBatch:
    """Every tag once a second, in turn; the states stand still, analogue values wander calmly."""
    random = np.random.default_rng(1)
    place = np.arange(readings)
    cycle, tag = np.divmod(place, tags)
    value = 50 + 2 * random.standard_normal(readings) + (tag % 7)
    spells = random.random((cycle[-1] // _SPELL + 1, tags)) < _OUTSIDE
    outside = spells[cycle // _SPELL, tag]
    value[outside] = random.choice((5.0, 15.0, 85.0, 95.0), np.count_nonzero(outside))
    value[tag % UNIT >= UNIT - 6] = 0.0
    return ReadingBatch.of(tag, _T0 + place * 1000 // tags, value)
