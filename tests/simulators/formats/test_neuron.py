"""Frames as EMQ's documentation shows them."""

import json
import math

from plant.quality import BAD
from tests.simulators.formats.stage import T0, Stage, look, make_park


def test_a_group_of_tags_is_one_message_with_values_and_errors():
    stage = Stage(make_park("neuron"))
    stage.play(look(0, [1.5, math.nan, 3, 0], [0, 0, BAD, 0]))
    told = {each.topic: json.loads(each.payload) for each in stage.heard[1:]}
    assert told == {
        "/neuron/ent1/G/simulator": {
            "timestamp": T0,
            "node": "G",
            "group": "simulator",
            "values": {"LT-101": 1.5, "XA-1": 0.0},
            "errors": {"E1.PT-101": 3008},
            "metas": {},
            "simulation": True,
        },
        "/neuron/ent1/PLC 1/罐区": {
            "timestamp": T0,
            "node": "PLC 1",
            "group": "罐区",
            "values": {},
            "errors": {"温度": 3008},
            "metas": {},
            "simulation": True,
        },
    }
