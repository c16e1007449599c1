import pytest

LONE = """\
[park]
id = "p"
name = "园区"
[[enterprise]]
id = "E"
name = "甲"
[[rationalisation]]
respond_within_min = 5
"""


def warn(check, header, row):
    checked = check(LONE, f"tag,action,h_action,l_action,{header}\nT,act,look,look,{row}\n")
    assert checked.complaints == []
    return [(one.line, one.key, one.text) for one in checked.warnings]


@pytest.mark.parametrize(
    "header, row",
    [
        ("hh,on_delay_s", "90,6"),
        ("ll,ll_on_delay_s", "10,5.001"),
        ("kind,h,on_delay_s", "gas_toxic,1,6"),
        ("kind,alarm_on,on_delay_s", "gas_combustible,1,6"),
    ],
)
def test_a_long_delay_where_seconds_count(check, header, row):
    ((line, key, text),) = warn(check, header, row)
    assert (line, key) == (2, "on_delay_s")
    assert "s before it is raised" in text


@pytest.mark.parametrize(
    "header, row",
    [
        ("hh,on_delay_s", "90,5"),
        ("h,on_delay_s", "80,60"),
        ("hh,off_delay_s", "90,60"),
        ("h,hh,h_on_delay_s", "80,90,60"),
    ],
)
def test_other_delays_are_a_matter_of_taste(check, header, row):
    assert warn(check, header, row) == []


@pytest.mark.parametrize(
    "row, count",
    [("0.2,0.3,0.1", 2), ("0.2,0.3,0.05", 0), ("10,80,70", 2), ("10,80,69.9", 0)],
)
def test_a_deadband_that_reaches_the_opposite_limit(check, row, count):
    warnings = warn(check, "l,h,deadband", row)
    assert [key for _, key, _ in warnings] == ["deadband"] * count


def test_the_deadband_of_each_limit_counts_by_itself(check):
    ((_, _, text),) = warn(check, "l,h,h_deadband", "10,80,70")
    assert text == "T H clears only below 10, where L 10 is reached"


def test_a_limit_that_the_instrument_never_reaches(check):
    warnings = warn(check, "range_lo,range_hi,l,h,hh", "0,100,-1,80,101")
    assert [key for _, key, _ in warnings] == ["l", "hh"]
    assert warn(check, "range_lo,range_hi,l,hh", "0,100,0,100") == []
