"""Warnings about alarms that are not rationalised, or whose records contradict themselves."""

import pytest

from tests.plant.tank_farm import TAGS, TOML, change
from tests.plant.test_advice import LONE
from tests.plant.test_rationalisation_layers import OWN_TAGS

PLAIN = LONE.partition("[[rat")[0]


def warn(check, tags, toml=PLAIN):
    checked = check(toml, tags)
    assert checked.complaints == []
    assert all(one.text_zh for one in checked.warnings)
    return [str(one) for one in checked.warnings]


def test_an_alarm_nobody_knows_what_to_do_about(check):
    tags = "tag,h,action,action_en\nA,1,go,\nB,1,,\nC,,,\nD,1,,go\n"
    assert warn(check, tags, LONE) == ["tags.csv:3: action: no operator action for the alarms of B"]


def test_of_several_alarms_of_a_tag_those_without_an_action_are_named(check):
    tags = "tag,h,hh,l,hh_action\nA,5,6,1,go\n"
    assert warn(check, tags, LONE) == ["tags.csv:2: action: no operator action for A L H"]


def test_a_table_without_any_action_or_time_is_one_warning_each(check):
    assert warn(check, "tag,h,hh\nA,1,2\nB,1,\n") == [
        "tags.csv:1: action: no operator action for any of 3 alarms",
        "tags.csv:1: respond_within_min: no time to respond for any of 3 alarms",
    ]
    assert warn(check, "tag\nA\n") == []


def test_an_alarm_without_a_time_to_respond_beside_others_with_one(check):
    tags = "tag,h,hh,action,hh_action,h_respond_within_min\nA,1,2,go,stop,5\nB,1,,go,,5\n"
    assert warn(check, tags) == ["tags.csv:2: respond_within_min: no time to respond for A HH"]


def test_one_action_for_two_limits_is_a_question(check):
    tags = "tag,h,hh,action,hh_action,l,ll,ll_action\nA,5,6,go,,2,1,stop\nB,5,6,go,stop,,,\n"
    assert warn(check, tags, LONE) == [
        "tags.csv:2: hh_action: A H and HH have one action: are they two alarms?"
    ]


def test_one_action_for_all_pairs_is_one_question(check):
    tags = "tag,h,hh,action,l,ll\nA,5,6,go,2,1\nB,5,6,go,,\n"
    (warning,) = warn(check, tags, LONE)
    assert "all 3 pairs" in warning


@pytest.mark.parametrize(
    ("row", "count"),
    [("go,,stop,", 0), ("go,Go,go,Stop", 0), (",Go,,Go", 1), ("go,Go,go,Go", 1)],
)
def test_actions_are_one_if_they_are_so_in_each_language_that_is_written(check, row, count):
    tags = f"tag,h,hh,h_action,h_action_en,hh_action,hh_action_en\nA,5,6,{row}\n"
    assert len(warn(check, tags, LONE)) == count


def test_a_written_priority_beside_another_of_the_matrix_names_both(check):
    header = "tag,l,h,action,respond_within_min,severity,priority"
    assert warn(check, f"{header}\nA,1,5,go,5,severe,high\n") == []
    (warning,) = warn(check, f"{header}\nA,1,5,go,5,severe,low\n")
    assert warning == (
        "tags.csv:2: priority: A L H is low, by consequence (severe) and time to respond (5 min)"
        " it would be high"
    )


def test_more_time_than_an_alarm_has(check):
    tags = "tag,h,action,respond_within_min,severity\nA,5,go,{},severe\n"
    assert warn(check, tags.format(30)) == []
    (warning,) = warn(check, tags.format(45))
    assert warning == (
        "tags.csv:2: respond_within_min: A H leaves 45 min to respond; over 30 min it is no alarm"
    )


def test_votes_and_gas_arrays_are_told_of_where_they_stand(check):
    table = '[[rationalisation]]\nseverity = "minor"\nrespond_within_min = 10'
    toml = change(TOML, "[[rationalisation]]\nrespond_within_min = 10", table)
    found = [one for one in check(toml, OWN_TAGS).warnings if "would be" in one.text]
    assert [(one.file, one.key) for one in found] == [
        ("plant.toml", "voting.priority"),
        ("plant.toml", "gas_array.priority"),
    ]
    assert "V1-HH voted is critical" in found[0].text


@pytest.mark.parametrize(
    ("scope", "conditions", "reaches"),
    [
        ('sources = ["X1"]', ["HH"], False),
        ('sources = ["X1"]', ["HH", "stale"], True),
        ('sources = ["L1"]', ["HH"], True),
        ('kinds = ["flow"]', ["H"], False),
        ('hazards = ["Z"]\nkinds = ["level"]', ["rate"], True),
        ('equipment = ["P1"]', ["frozen"], False),
        ('equipment = ["P1"]', ["frozen", "demand"], True),
        ('sources = ["I1"]', ["interlock_failed"], True),
    ],
)
def test_a_table_that_no_tag_has_an_alarm_for(check, scope, conditions, reaches):
    named = ", ".join(f'"{one}"' for one in conditions)
    table = f'\n[[rationalisation]]\n{scope}\nconditions = [{named}]\ncause = "看"\n'
    found = [one for one in check(TOML + table, TAGS).warnings if "reaches no alarm" in one.text]
    assert [one.key for one in found] == ([] if reaches else ["rationalisation.conditions"])
