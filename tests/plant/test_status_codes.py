import pytest

from plant import quality
from plant.status_codes import name_provenance, name_status


@pytest.mark.parametrize(
    "status, name",
    [
        (0x808C0000, "传感器故障 BadSensorFailure"),
        (0x808C0400, "传感器故障 BadSensorFailure"),
        (0x808C0600, "传感器故障 BadSensorFailure; 高限位 limited high"),
        (0x00000500, "低限位 limited low"),
        (0x00000700, "恒定 constant"),
        (0x00000480, "有变化未送出 overflow"),
        (0x40950380, "有效来源不足 UncertainSubNormal; 恒定 constant; 有变化未送出 overflow"),
        (quality.GOOD, ""),
        (quality.UNCERTAIN, ""),
        (quality.BAD, ""),
        (0x80FF0000, ""),
    ],
)
def test_names(status, name):
    assert name_status(status) == name


TOLD_APART = [
    code for name, code in vars(quality).items() if name.startswith(("GOOD_", "UNCERTAIN_"))
]


@pytest.mark.parametrize("code", TOLD_APART)
def test_every_code_that_judging_tells_apart_has_a_name(code):
    name = name_status(code)
    severity = quality.name_severity(code).capitalize()
    assert name.split()[-1].startswith(severity)


@pytest.mark.parametrize("severity, word", [(0, "Good"), (1, "Uncertain"), (2, "Bad")])
def test_names_begin_with_the_severity_of_their_code(severity, word):
    codes = range(severity << 30, (severity << 30) + (1 << 26), 1 << 16)
    names = [name for name in map(name_status, codes) if name]
    assert names
    assert all(name.split()[-1].startswith(word) for name in names)


def test_the_table_tells_where_it_is_from():
    assert name_provenance().trust == "verified"
