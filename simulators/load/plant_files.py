"""The files of a plant of a wanted size, whose gateways are all simulations.

What a platform under load must run: so many gateways of one form, so many tags with four limits
each and a deadband, without delays, so that every excursion is an alarm at once. Tags have no
interval: they do not fall silent between two runs.
"""

from pathlib import Path
from typing import Final

from simulators.load.forms import FORMS, LoadForm

_HEAD: Final = """\
# 压力测试用厂区,由 hazardwatch bench load 生成;网关均为模拟。
# A plant to be put under load, made by hazardwatch bench load; every gateway is a simulation.

[park]
id = "LOAD"
name = "压力测试园区"
name_en = "Load test park"

[[enterprise]]
id = "ent1"
name = "甲公司"

[[hazard]]
id = "H1"
enterprise = "ent1"
name = "罐区"
level = 1

[[equipment]]
id = "V-1"
hazard = "H1"
kind = "tank"
name = "储罐"
"""
_COLUMNS: Final = "tag,equipment,kind,unit,range_lo,range_hi,ll,l,h,hh,deadband,name\n"


def write_load_plant(directory: Path, gateways: int, tags: int, form: LoadForm) -> Path:
    """Write ``plant.toml`` and ``tags.csv``; returns the directory.

    :raises FileExistsError: there is a plant in it already.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "plant.toml").open("x", encoding="utf-8") as file:
        file.write(_HEAD + "".join(_write_gateway(number, form) for number in range(gateways)))
    rows = (
        f"TT{number:06d},V-1,temperature,℃,0,100,10,20,80,90,2,温度 {number}\n"
        for number in range(tags)
    )
    with (directory / "tags.csv").open("x", encoding="utf-8") as file:
        file.write(_COLUMNS + "".join(rows))
    return directory


def _write_gateway(number: int, form: LoadForm) -> str:
    traits, name = FORMS[form], f"gw{number:04d}"
    topic = f'topic = "{traits.topics.format(gateway=name)}"\n' if traits.topics else ""
    return (
        f'\n[[gateway]]\nid = "{name}"\nenterprise = "ent1"\nformat = "{traits.format}"\n'
        f"{topic}simulation = true\n"
    )
