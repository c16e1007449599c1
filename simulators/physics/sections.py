"""The keys of ``physics.toml``: what a plant directory can't say and its simulation has to know.

Each row names its tags and equipment by their ids in the plant. Reading the file and checking what
it names is :mod:`simulators.physics.physics_file`.

    [[vessel]]          how a tank or sphere is built: roof, blanket, relief, level switches
    [[valve]]           travel, fail position, closed switch; other valves have the usual figures
    [[machine]]         a pump's or compressor's data sheet; other machines just run
    [[line]]            sources and destinations behind their valves, machine, flow meter
    [[header]]          instrument air or nitrogen
    [[cooling_water]]   tower, basin, pumps
    [[reactor]]         a stirred reactor's feed, coolant, agitator and instruments
    [[power]]           an enterprise's mains and battery
    [[safety_function]] an interlock of the plant that acts
"""

from collections.abc import Mapping
from typing import Any, Final

from plant.complaint import Place
from plant.schema import Field, ListOf, Number, Table, read_flag, read_name, word_of, words
from simulators.physics.valve import Fail

_NAME: Final = Field(read_name)
_NEEDED: Final = Field(read_name, required=True)
_POSITIVE: Final = Field(Number(above=0))
_NEEDED_POSITIVE: Final = Field(Number(above=0), required=True)
_NOT_NEGATIVE: Final = Field(Number(low=0))
_SHARE: Final = Field(Number(low=0, high=1))
_NAMES: Final = Field(ListOf(read_name))


def read_end(value: Any, place: Place) -> dict[str, Any] | None:
    """One end of a line: a vessel, a valve, both, or neither for the outside."""
    return Table({"vessel": _NAME, "valve": _NAME})(value, place)


_ENDS: Final = Field(ListOf(read_end, least=1), required=True)
_SWITCH: Final = Table({"tag": _NEEDED, "percent": _NEEDED_POSITIVE})

SECTIONS: Final[Mapping[str, Mapping[str, Field]]] = {
    "vessel": {
        "equipment": _NEEDED,
        "roof_legs_m": _POSITIVE,
        "landed": _NAME,
        "outflow": _NAME,
        "nitrogen": _NAME,
        "nitrogen_nm3h": _NOT_NEGATIVE,
        "vent_nm3h": _POSITIVE,
        "vacuum_nm3h": _POSITIVE,
        "relief_kpa": _POSITIVE,
        "relief_kg_s": _POSITIVE,
        "spray": _NAME,
        "switches": Field(ListOf(_SWITCH)),
        "start_percent": Field(Number(low=0, high=100)),
        "start_c": Field(Number(low=-200, high=200)),
    },
    "valve": {
        "tag": _NEEDED,
        "travel_s": _POSITIVE,
        "fails": Field(word_of(Fail)),
        "least_air_kpa": _NOT_NEGATIVE,
        "closed_switch": _NAME,
        "start": _SHARE,
    },
    "machine": {
        "tag": _NEEDED,
        "rated_m3h": _POSITIVE,
        "rise_kpa": _POSITIVE,
        "shut_in_rise_kpa": _POSITIVE,
        "rated_a": _POSITIVE,
        "run_up_s": _POSITIVE,
        "run_down_s": _POSITIVE,
        "suction": _NAME,
        "least_suction_percent": _NOT_NEGATIVE,
        "trip_delay_s": _NOT_NEGATIVE,
        "current": _NAME,
        "discharge": _NAME,
        "bearing": _NAME,
        "runs": Field(read_flag),
    },
    "line": {
        "id": _NEEDED,
        "flow_m3h": _NEEDED_POSITIVE,
        "start_m3h": _NOT_NEGATIVE,
        "from": _ENDS,
        "to": _ENDS,
        "valves": _NAMES,
        "machine": _NAME,
        "flow": _NAME,
        "product_c": Field(Number(low=-200, high=200)),
    },
    "header": {
        "equipment": _NEEDED,
        "gas": Field(words("air", "nitrogen"), required=True),
        "pressure": _NEEDED,
        "receiver_m3": _NEEDED_POSITIVE,
        "set_kpa": _NEEDED_POSITIVE,
        "feed_nm3h": _NEEDED_POSITIVE,
        "use_nm3h": _NOT_NEGATIVE,
        "machines": _NAMES,
        "serves": _NAMES,
    },
    "cooling_water": {
        "equipment": _NEEDED,
        "inventory_m3": _NEEDED_POSITIVE,
        "flow_m3h": _NEEDED_POSITIVE,
        "duty_kw": _NEEDED_POSITIVE,
        "base_kw": _NOT_NEGATIVE,
        "pumps": _NAMES,
        "chillers": _NAMES,
        "chilled_c": Field(Number(low=-60, high=40)),
        "flow": _NAME,
        "pressure": _NAME,
        "supply": _NAME,
        "return": _NAME,
    },
    "reactor": {
        "equipment": _NEEDED,
        "cooling_water": _NEEDED,
        "coolant_valve": _NEEDED,
        "short_stop_valve": _NAME,
        "feed_valve": _NAME,
        "feed_pump": _NAME,
        "agitator": _NAME,
        "load": _POSITIVE,
        "gain_per_k": _POSITIVE,
        "temperatures": _NAMES,
        "pressures": _NAMES,
        "jacket": _NAME,
        "feed_flow": _NAME,
        "coolant_flow": _NAME,
    },
    "power": {
        "enterprise": _NEEDED,
        "battery_s": _NOT_NEGATIVE,
        "volts": _NAMES,
        "on_battery": _NAMES,
    },
    "safety_function": {
        "interlock": _NEEDED,
        "state": _NAME,
        "delay_s": _NOT_NEGATIVE,
        "sees": Field(words("true", "sensed")),
    },
}

TAG_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "vessel": ("landed", "outflow", "spray"),
    "valve": ("tag", "closed_switch"),
    "machine": ("tag", "current", "discharge", "bearing"),
    "line": ("valves", "machine", "flow"),
    "header": ("pressure", "machines"),
    "cooling_water": ("pumps", "chillers", "flow", "pressure", "supply", "return"),
    "reactor": (
        "coolant_valve",
        "short_stop_valve",
        "feed_valve",
        "feed_pump",
        "agitator",
        "temperatures",
        "pressures",
        "jacket",
        "feed_flow",
        "coolant_flow",
    ),
    "power": ("volts", "on_battery"),
    "safety_function": ("state",),
}
"""Keys whose values are tags of the plant."""

EQUIPMENT_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "vessel": ("equipment",),
    "machine": ("suction",),
    "header": ("equipment",),
    "cooling_water": ("equipment",),
    "reactor": ("equipment",),
}

IDENTITY: Final[Mapping[str, str]] = {
    "vessel": "equipment",
    "valve": "tag",
    "machine": "tag",
    "line": "id",
    "header": "equipment",
    "cooling_water": "equipment",
    "reactor": "equipment",
    "power": "enterprise",
    "safety_function": "interlock",
}
"""The key by which a row is known; no two rows of a section share it."""
