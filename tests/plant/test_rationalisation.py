"""The record of an alarm, and what a plain one is about."""

from dataclasses import fields

import pytest

from plant.condition import LEVEL_CONDITIONS, Condition
from plant.rationalisation import NOTHING, PLAIN, Rationalisation
from plant.rationalisation_columns import RECORD_FIELDS, RECORD_KEYS


def test_a_record_holds_what_can_be_written_and_the_priority_that_follows():
    assert {field.name for field in fields(Rationalisation)} == {*RECORD_FIELDS, "priority"}


@pytest.mark.parametrize("one", [{"action": "停泵"}, {"action_en": "Stop the pump"}])
def test_an_action_in_either_language_is_one(one):
    assert Rationalisation(**one).has_action
    assert not NOTHING.has_action


def test_a_plain_record_is_about_the_process_and_not_about_instruments_and_links():
    assert set(LEVEL_CONDITIONS) < PLAIN
    assert not PLAIN & {Condition.STALE, Condition.FROZEN, Condition.GATEWAY_LOST}


def test_each_key_names_one_condition_or_none():
    assert RECORD_KEYS["hh_action"] is Condition.HH
    assert RECORD_KEYS["bad_quality_cause_en"] is Condition.BAD_QUALITY
    assert RECORD_KEYS["action"] is None
    assert len(RECORD_KEYS) == len(RECORD_FIELDS) * (len(Condition) + 1)
