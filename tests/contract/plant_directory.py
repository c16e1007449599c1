"""A small plant directory for black-box tests, as an enterprise would write it."""

from pathlib import Path

PLANT = """
[park]
id = "P1"
name = "测试园区"
name_en = "Test park"

[[enterprise]]
id = "ent1"
name = "甲公司"

[[hazard]]
id = "H1"
enterprise = "ent1"
name = "苯罐区"
level = 1

[[equipment]]
id = "V-101"
hazard = "H1"
kind = "tank"
name = "苯储罐"

[[gateway]]
id = "gw1"
enterprise = "ent1"

[[gateway]]
id = "gw2"
enterprise = "ent1"
"""

TAGS = """\
tag,enterprise,equipment,kind,unit,range_lo,range_hi,ll,l,h,hh,deadband,on_delay_s,off_delay_s,interval_s,priority,name,name_en,alarm_on
LT-101,ent1,V-101,level,%,0,100,5,10,80,90,2,,,,,苯储罐液位,Benzene tank level,
PT-101,ent1,V-101,pressure,kPa,0,400,,,300,,5,2,,,critical,苯储罐压力,Benzene tank pressure,
GT-101,ent1,V-101,gas_combustible,%LEL,0,100,,,25,50,,,,,,可燃气体,Combustible gas,
ESD-1,ent1,V-101,esd_button,,,,,,,,,,,,critical,紧急停车按钮,ESD button,1
TT-101,ent1,V-101,temperature,℃,-20,120,,,60,,1,,,1,,苯储罐温度,Benzene tank temperature,
"""


PATIENT = "".join(line for line in TAGS.splitlines(keepends=True) if not line.startswith("TT-101"))
"""The same tags without the one that goes stale: for who has time."""


def write_plant(directory: Path, plant: str = PLANT, tags: str = TAGS) -> Path:
    """Write the two files; returns the directory."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "plant.toml").write_text(plant, encoding="utf-8")
    (directory / "tags.csv").write_text(tags, encoding="utf-8")
    return directory
