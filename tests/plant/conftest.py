"""A sound plant directory with something of everything, and a way to write one with a change."""

from collections.abc import Callable
from pathlib import Path

import pytest

from plant.directory import Checked, check_plant

PLANT_TOML = """\
[park]
id = "riverside"
name = "滨江园区"
name_en = "Riverside park"
timezone = "Asia/Shanghai"
location = [119.9, 32.1]

[defaults.level]
deadband = 2
off_delay_s = 30
interval_s = 5

[defaults.gas_toxic]
interval_s = 1
latching = true

[[enterprise]]
id = "E1"
name = "甲化工"
name_en = "Alpha Chemicals"

[[enterprise]]
id = "E2"
name = "乙仓储"

[[hazard]]
id = "chlorine"
enterprise = "E1"
name = "液氯单元"
level = 2
exposed_population = 60
chemicals = [{cas = "7782-50-5", quantity_t = 50}]

[hazard.responsible]
principal = "总经理"
technical = "总工程师"
operating = "车间主任"

[[hazard]]
id = "tanks"
enterprise = "E2"
name = "储罐区"
chemicals = [
  {cas = "67-56-1", quantity_t = 2000},
  {cas = "", quantity_t = 10, class = "W5.3"},
]

[[equipment]]
id = "V-101"
hazard = "chlorine"
kind = "tank"
name = "氯气储罐 V-101"
name_en = "Chlorine tank V-101"
volume_m3 = 50

[[equipment]]
id = "T-201"
hazard = "tanks"
kind = "tank"
name = "甲醇储罐 T-201"

[[gateway]]
id = "gw-1"
enterprise = "E1"
missing = [-9999]

[[gateway]]
id = "gw-2"
enterprise = "E2"
format = "neuron"
topic = "/neuron/app/driver/group"
report = "exception"

[[voting]]
id = "V-101-2oo2"
tags = ["LT-101A", "LT-101B"]
need = 2
condition = "HH"
max_age_s = 10

[[interlock]]
id = "I-101"
causes = [
  {source = "V-101-2oo2", condition = "voted"},
  {source = "GT-101", condition = "HH", delay_s = 1.5},
]
effects = [{tag = "XV-101", expected = 0, travel_s = 10}]
bypass = "BS-101"
reset = "manual"

[[model]]
id = "chlorine-model"
kind = "multivariate"
tags = ["LT-101A", "PT-101"]
false_alarm_rate = 0.001

[[camera]]
id = "cam-1"
name = "罐区东"
url = "rtsp://camera/1"
hazards = ["tanks"]

[[contact]]
id = "desk"
name = "值班室"
phone = "8100"
hazards = ["chlorine", "tanks"]
"""

TAGS_CSV = """\
tag,enterprise,equipment,kind,unit,range_lo,range_hi,ll,l,h,hh,deadband,on_delay_s,off_delay_s,\
interval_s,priority,name,name_en,alarm_on,hh_on_delay_s,action
LT-101A,,V-101,level,%,0,100,5,10,80,90,,1,,,,氯气储罐 V-101 液位,Chlorine level,,0,停止进料
LT-101B,,V-101,level,%,0,100,5,10,80,90,1.5,,,,,,,,,停止进料
PT-101,,V-101,pressure,MPa,0,2.5,,,1.2,1.4,0.05,,10,2,critical,,,,,泄压
GT-101,,V-101,gas_toxic,mg/m3,0,10,,,1,2,,,,,,,,,,疏散
XV-101,E1,,valve_position,,,,,,,,,,,,,,,,,
BS-101,E1,,bypass_state,,,,,,,,,,,,,,,1,,核实旁路票
TT-201,E2,T-201,temperature,℃,-50,150,,,60,,,,,,,,,,,喷淋
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a plant directory; each file may be given as text or bytes."""

    def write_files(toml: str | bytes = PLANT_TOML, tags: str | bytes = TAGS_CSV) -> Path:
        for name, content in (("plant.toml", toml), ("tags.csv", tags)):
            data = content if isinstance(content, bytes) else content.encode()
            (tmp_path / name).write_bytes(data)
        return tmp_path

    return write_files


@pytest.fixture
def check(write: Callable[..., Path]) -> Callable[..., Checked]:
    """Write a plant directory and check it."""

    def check_files(toml: str | bytes = PLANT_TOML, tags: str | bytes = TAGS_CSV) -> Checked:
        return check_plant(write(toml, tags))

    return check_files
