import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plant.condition import Condition, Priority
from plant.tag_kind import TagKind
from plant.tag_table import find_column
from tests.plant.conftest import PLANT_TOML, TAGS_CSV

LONE = '[park]\nid = "p"\nname = "园区"\n[[enterprise]]\nid = "E"\nname = "甲"\n'

CHINESE = """\
位号,企业,设备,类型,单位,量程下限,量程上限,下下限,下限,上限,上上限,死区,报警延时,恢复延时,采集周期,优先级,名称,英文名称
LI-1,E1,V-101,液位,%,0,100,5,10,80,90,1,2,30,5,紧急,氯罐液位,Chlorine level
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_chinese_table_in_any_usual_encoding(check, encoding):
    toml = PLANT_TOML[: PLANT_TOML.index("[[voting]]")]
    tag = check(toml, CHINESE.encode(encoding)).plant.tags[0]
    assert (tag.id, tag.kind, tag.name) == ("LI-1", TagKind.LEVEL, "氯罐液位")
    assert (tag.priority, tag.interval_s) == (Priority.CRITICAL, 5.0)
    assert {condition: alarm.limit for condition, alarm in tag.alarms.items()} == {
        Condition.LL: 5.0,
        Condition.L: 10.0,
        Condition.H: 80.0,
        Condition.HH: 90.0,
    }
    assert tag.alarms[Condition.H].off_delay_ms == 30_000


@pytest.mark.parametrize(
    "rows", ["tag,kind\nL1,液位\n", "tag,kind\n液位,level\n", "tag,kind,name\nL1,level,系统\n"]
)
def test_a_table_in_gb18030_whose_only_chinese_would_be_letters_in_utf8(check, rows):
    assert check(LONE, rows.encode("gb18030")).plant == check(LONE, rows).plant
    assert check(LONE, rows).plant.tags[0].kind == TagKind.LEVEL


@pytest.mark.parametrize(
    "header, column",
    [
        ("位号", "tag"),
        ("HH", "hh"),
        ("ＨＨ", "hh"),
        ("低低限", "ll"),
        ("高高限", "hh"),
        ("下下限", "ll"),
        ("二级报警值", "hh"),
        ("回差", "deadband"),
        ("报警延时（秒）", "on_delay_s"),
        ("采集周期(s)", "interval_s"),
        ("高高限报警延时", "hh_on_delay_s"),
        ("上限死区", "h_deadband"),
        ("thresholdDownplus", "ll"),
        ("On delay s", "on_delay_s"),
        ("报警延时（分）", None),
        ("死区(s)", None),
        ("colour", None),
        ("", None),
    ],
)
def test_headers_by_their_other_names(header, column):
    assert find_column(header) == column


@pytest.mark.parametrize(
    "tags, line, key, text",
    [
        ("", 1, "tag", "is missing among the columns"),
        ("name\nx\n", 1, "tag", "is missing among the columns"),
        ("tag,hihi\nA,1\n", 1, "hihi", "is unknown; did you mean"),
        ("tag,hh,上上限\nA,1,2\n", 1, "hh", "stands twice (上上限)"),
        ("tag,hh\nA,1,2\n", 2, "", "under no header"),
        ("tag,,hh\nA,x,2\n", 2, "", "under no header"),
        ("tag,name\n,x\n", 2, "tag", "is missing"),
        ('tag,name\n"A"x,y\n', 2, "", "can't be read from here on"),
        ('tag,name\nA,"y\n', 2, "", "can't be read from here on"),
        ('tag,name\nA,"two\nlines"\n\nB C,x\n', 5, "tag", "is no id"),
    ],
)
def test_a_malformed_table(check, tags, line, key, text):
    complaints = check(LONE, tags).complaints
    assert [(one.line, one.key) for one in complaints] == [(line, key)]
    assert text in complaints[0].text


def test_empty_rows_trailing_commas_and_spaces_are_nothing(check):
    checked = check(LONE, "tag , hh,,\n\n A ,\t９０.５ ,,\n,,,\nB\n")
    assert checked.complaints == []
    assert [tag.id for tag in checked.plant.tags] == ["A", "B"]
    assert checked.plant.tags[0].alarms[Condition.HH].limit == 90.5


@pytest.mark.parametrize(
    "cell, value", [("1e3", 1000.0), ("-0", 0.0), ("－５", -5.0), ("+.5", 0.5), ("007", 7.0)]
)
def test_numbers_in_any_form_a_person_writes(check, cell, value):
    limit = check(LONE, f"tag,h\nA,{cell}\n").plant.tags[0].alarms[Condition.H].limit
    assert str(limit) == str(value)


@pytest.mark.parametrize("cell, flag", [("1", True), ("TRUE", True), ("是", True), ("0.0", False)])
def test_flags_in_any_form_a_person_writes(check, cell, flag):
    tag = check(LONE, f"tag,float32,alarm_on\nA,{cell},{cell}\n").plant.tags[0]
    assert tag.float32 is flag
    assert tag.alarms[Condition.DIGITAL].limit == float(flag)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_happens_to_the_file_ends_in_a_plant_or_in_complaints(check, data):
    content = bytearray(TAGS_CSV.encode(data.draw(st.sampled_from(["utf-8", "gb18030"]))))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(start + 6, len(content))))
        content[start:end] = data.draw(st.binary(max_size=4) | st.sampled_from(SPLINTERS))
    checked = check(tags=bytes(content))
    assert (checked.plant is None) == bool(checked.complaints)
    assert all(one.text and one.text_zh and str(one) for one in checked.complaints)


SPLINTERS = [b",", b'"', b"\n", b"\r", b"nan", b"1e999", b"-", b"\0", b"LT-101A", b"\xd6\xd0"]
