"""The columns of records in tags.csv, under their English and Chinese headers."""

import pytest

from plant.condition import Condition
from plant.rationalisation import Severity
from tests.plant.test_advice import LONE


def tag_of(check, header, row):
    checked = check(LONE, f"tag,{header}\nT,{row}\n")
    assert checked.complaints == []
    return checked.plant.tags[0]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("hh_action", "action"),
        ("高高限处置措施", "action"),
        ("上上限操作员响应", "action"),
        ("高高限处置措施（英文）", "action_en"),
        ("英文后果", "consequence_en"),
        ("高高限报警原因", "cause"),
        ("预案", "procedure"),
        ("高高报图号", "drawing"),
    ],
)
def test_a_text_is_known_by_its_headers(check, header, name):
    record = tag_of(check, f"hh,{header}", "90,停泵").record_of(Condition.HH)
    assert getattr(record, name) == "停泵"


@pytest.mark.parametrize(
    ("header", "cell", "severity"),
    [
        ("severity", "severe", Severity.SEVERE),
        ("后果等级", "灾难性", Severity.CATASTROPHIC),
        ("高高限后果严重性", "较重", Severity.SERIOUS),
        ("hh_severity", "Minor", Severity.MINOR),
    ],
)
def test_severities_have_words_in_both_languages(check, header, cell, severity):
    assert tag_of(check, f"hh,{header}", f"90,{cell}").record_of("HH").severity is severity


@pytest.mark.parametrize(
    "header", ["respond_within_min", "响应时间", "高高限响应时间(min)", "允许响应时间（分钟）"]
)
def test_the_time_to_respond_is_in_minutes(check, header):
    assert tag_of(check, f"hh,{header}", "90,7.5").record_of("HH").respond_within_min == 7.5


@pytest.mark.parametrize(
    ("header", "cell", "key", "text"),
    [
        ("severity", "grave", "severity", "none of: minor serious severe catastrophic"),
        ("respond_within_min", "0", "respond_within_min", "> 0"),
        ("响应时间(秒)", "5", "响应时间(秒)", "is unknown"),
        ("hh_actoin", "停", "hh_actoin", "did you mean hh_action?"),
        ("gateway_lost_action", "停", "gateway_lost_action", "is unknown"),
    ],
)
def test_what_means_nothing_is_refused(check, header, cell, key, text):
    (complaint,) = check(LONE, f"tag,hh,{header}\nT,90,{cell}\n").complaints
    assert complaint.key == key
    assert text in complaint.text


def test_instrument_troubles_of_a_tag_have_columns_too(check):
    tag = tag_of(
        check, "hh,action,stale_action,数据超时处置措施(英文)", "90,停泵,查通信,Check link"
    )
    assert tag.record_of(Condition.STALE).action == "查通信"
    assert tag.record_of(Condition.STALE).action_en == "Check link"
    assert not tag.record_of(Condition.BAD_QUALITY).has_action
