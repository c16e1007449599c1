"""A balance that would never be known is warned of, any other is not."""

import pytest

from hazardwatch.tank_advice import advise_tanks
from plant.directory import check_plant

TOML = """
[park]
id = "P"
name = "园区"
[[enterprise]]
id = "E"
name = "企业"
[[hazard]]
id = "H"
enterprise = "E"
name = "罐区"
[[equipment]]
id = "V"
hazard = "H"
kind = "tank"
name = "储罐"
"""
TAGS = "tag,equipment,kind,unit,balance,balance_from\nL,V,level,m,3,in:F\nF,V,flow,m3/h,,\n"


@pytest.mark.parametrize(
    ("sizes", "warned"),
    [
        ("", True),
        ("diameter_m = 12", True),
        ('shape = "vertical"\ndiameter_m = 12', False),
        ('shape = "horizontal"\ndiameter_m = 3', True),
        ("strapping = [[0, 0], [10, 500]]", False),
    ],
)
def test_a_tank_without_a_volume(tmp_path, sizes, warned):
    (tmp_path / "plant.toml").write_text(TOML + sizes, encoding="utf-8")
    (tmp_path / "tags.csv").write_text(TAGS, encoding="utf-8")

    checked = check_plant(tmp_path, [advise_tanks])

    assert checked.complaints == []
    told = [str(warning) for warning in checked.warnings if "volume of V" in str(warning)]
    assert len(told) == warned
    assert all("tags.csv" in line and "balance" in line for line in told)
