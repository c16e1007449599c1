"""The park that is measured: sensors with four limits, delays and a deadband, and alarm contacts.

Written as the files of a plant directory, so that what is measured is what a site would run.
"""

from pathlib import Path
from typing import Final

from ingest.topic import Kind, TopicPath

PARK: Final = "BENCH"
BESIDE: Final = "BESID"
"""The park of a second ``serve``, its name as long."""

CEILING: Final = "CEILI"
"""A park that no ``serve`` knows, its name as long: the raw subscriber's frames go there."""

ENTERPRISE: Final = "ent1"
GATEWAYS: Final = ("gw1", "gw2", "gw3", "gw4")
ALARM_GATEWAY: Final = "gwa"

CALM: Final = (50.0, 51.5)
"""Values inside every limit, in turn."""

_HEAD = f"""\
name = "测量园区"

[[enterprise]]
id = "{ENTERPRISE}"
name = "甲公司"

[[hazard]]
id = "H1"
enterprise = "{ENTERPRISE}"
name = "罐区"
level = 1

[[equipment]]
id = "V-1"
hazard = "H1"
kind = "tank"
name = "储罐"
"""
_COLUMNS = (
    "tag,equipment,kind,unit,range_lo,range_hi,ll,l,h,hh,deadband,on_delay_s,off_delay_s,"
    "name,alarm_on\n"
)


def name_sensors(count: int) -> list[str]:
    """Ids of the sensors."""
    return [f"TT-{number:05d}" for number in range(count)]


def name_contacts(count: int) -> list[str]:
    """Ids of the alarm contacts: digital points in alarm at 1, without a delay."""
    return [f"XA-{number:04d}" for number in range(count)]


def write_park(
    directory: Path, sensors: int, contacts: int, people: str = "", park: str = PARK
) -> Path:
    """Write a plant directory, with people as given; returns it."""
    directory.mkdir(parents=True)
    gateways = "".join(
        f'\n[[gateway]]\nid = "{gateway}"\nenterprise = "{ENTERPRISE}"\n'
        for gateway in (*GATEWAYS, ALARM_GATEWAY)
    )
    (directory / "plant.toml").write_text(
        f'[park]\nid = "{park}"\n{_HEAD}{gateways}{people}', encoding="utf-8"
    )
    rows = [
        f"{tag},V-1,temperature,℃,0,100,10,20,80,90,2,1.5,2.5,温度,\n"
        for tag in name_sensors(sensors)
    ]
    rows += [f"{tag},V-1,alarm_contact,,,,,,,,,,,报警触点,1\n" for tag in name_contacts(contacts)]
    (directory / "tags.csv").write_text(_COLUMNS + "".join(rows), encoding="utf-8")
    return directory


def name_topic(park: str, gateway: str, tag: str = "") -> str:
    """The data topic of a gateway, or of one tag of it."""
    return str(TopicPath(park, ENTERPRISE, gateway, Kind.DATA, tag))
