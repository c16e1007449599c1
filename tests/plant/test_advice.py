import pytest

LONE = '[park]\nid = "p"\nname = "园区"\n[[enterprise]]\nid = "E"\nname = "甲"\n'


def warn(check, header, row):
    checked = check(LONE, f"tag,action,{header}\nT,act,{row}\n")
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


def test_an_alarm_nobody_knows_what_to_do_about(check):
    tags = "tag,h,action,action_en\nA,1,go,\nB,1,,\nC,,,\nD,1,,go\n"
    warnings = check(LONE, tags).warnings
    assert [(one.line, one.key) for one in warnings] == [(3, "action")]


def test_a_table_without_any_action_is_one_warning(check):
    warnings = check(LONE, "tag,h,hh\nA,1,2\nB,1,\n").warnings
    assert [str(one) for one in warnings] == [
        "tags.csv:1: action: no operator action for any of 3 alarms"
    ]
    assert check(LONE, "tag\nA\n").warnings == []
