import json
from zoneinfo import ZoneInfo

import pytest

from plant.quality import BAD
from simulators.formats.pinyin import write_local_time
from tests.simulators.formats.stage import T0, Stage, look, make_park


def test_sensors_have_their_number_a_local_time_and_a_text():
    stage = Stage(make_park("pinyin"))
    stage.play(look(0, [1.5, 2, 3, 0], [0, BAD, 0, 0]))
    assert stage.heard[-1].topic == "province/ent1/upload"
    assert json.loads(stage.heard[-1].payload) == {
        "simulation": True,
        "data": [
            {"CGQBH": "LT-101", "CJSJ": "2025-11-23 20:13:20", "VALUE": "1.5"},
            {"CGQBH": "E1.PT-101", "CJSJ": "2025-11-23 20:13:20", "VALUE": ""},
            {"CGQBH": "320500012024", "CJSJ": "2025-11-23 20:13:20", "VALUE": "3.0"},
            {"CGQBH": "XA-1", "CJSJ": "2025-11-23 20:13:20", "VALUE": "0.0"},
        ],
    }


@pytest.mark.parametrize(("ts", "tail"), [(T0, "20:13:20"), (T0 + 7, "20:13:20.007")])
def test_a_local_time_has_milliseconds_where_there_are_some(ts, tail):
    assert write_local_time(ts, ZoneInfo("Asia/Shanghai")) == f"2025-11-23 {tail}"
