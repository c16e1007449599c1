"""What written texts come to: whole records, both languages from one place, and the priority."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plant.condition import Condition, Priority
from plant.directory import list_fields
from plant.inheritance import Settings
from plant.rationalisation import NOTHING, PLAIN, Rationalisation, Severity
from plant.rationalisation_columns import RECORD_KEYS
from plant.rationalisation_settings import (
    OWN_KEYS,
    find_priority,
    find_records,
    make_record,
    rate,
)
from tests.plant.tank_farm import TAGS, TOML, change
from tests.plant.test_advice import LONE
from tests.plant.test_rationalisation_layers import BARE, OWN_TAGS

EVERY = tuple(Condition)
LEVELS = ("cells", "nearer", "around", "defaults")
TEXT_LAYER = st.dictionaries(
    st.sampled_from(["action", "action_en", "hh_action", "hh_action_en"]), st.text(min_size=1)
)


@given(st.fixed_dictionaries(dict.fromkeys(LEVELS, TEXT_LAYER)))
def test_a_text_and_its_english_are_from_one_place(layers):
    record = make_record(Settings(**layers), Condition.HH)
    places = [
        (layers[level].get(name, ""), layers[level].get(f"{name}_en", ""))
        for level in LEVELS
        for name in ("hh_action", "action")
    ]
    wanted = next((texts for texts in places if any(texts)), ("", ""))
    assert (record.action, record.action_en) == wanted


def test_what_a_source_keeps_itself_makes_no_records():
    settings = Settings({"action": "停", "action_en": "Stop"})
    assert find_records(settings, EVERY, OWN_KEYS) == {}
    assert set(find_records(settings, EVERY)) == PLAIN


@given(st.sampled_from(sorted(RECORD_KEYS)))
def test_each_key_reaches_its_condition_or_the_limits_and_no_other(key):
    condition = RECORD_KEYS[key]
    records = find_records(Settings({key: "x"}), EVERY)
    assert set(records) == (PLAIN if condition is None else {condition})


def test_equal_records_are_one_object():
    one, other = (make_record(Settings({"hh_action": "停"}), Condition.HH) for _ in range(2))
    assert one is other


RATED = {"severity": Severity.SEVERE, "respond_within_min": 2.0}


@pytest.mark.parametrize(
    ("cells", "priority"),
    [
        ({}, Priority.MEDIUM),
        ({"severity": Severity.SEVERE}, Priority.MEDIUM),
        ({"respond_within_min": 2.0}, Priority.MEDIUM),
        (RATED, Priority.CRITICAL),
        ({**RATED, "priority": Priority.LOW}, Priority.LOW),
        ({**RATED, "h_priority": Priority.HIGH}, Priority.HIGH),
        ({**RATED, "hh_priority": Priority.HIGH}, Priority.CRITICAL),
        ({**RATED, "h_severity": Severity.MINOR}, Priority.MEDIUM),
        ({**RATED, "respond_within_min": 31.0}, Priority.MEDIUM),
    ],
)
def test_a_priority_is_as_written_or_follows_or_is_the_usual_one(cells, priority):
    assert find_priority(Settings(cells), Condition.H, Priority.MEDIUM) is priority


def test_what_is_written_of_the_limits_rates_no_other_condition():
    assert rate(Settings(RATED), Condition.H) is Priority.CRITICAL
    assert rate(Settings(RATED), Condition.RATE) is None
    own = {f"rate_{key}": value for key, value in RATED.items()}
    assert rate(Settings(own), Condition.RATE) is Priority.CRITICAL


def priorities_of(check, header, row):
    """Condition → priority of a tag with limits, a check and nothing written of its priority."""
    checked = check(LONE.partition("[[rat")[0], f"tag,h,rate,{header}\nT,80,5,{row}\n")
    assert checked.complaints == []
    tag = checked.plant.tags[0]
    return {one: tag.priority_of(one).word for one in ("H", "rate", "stale")}


def test_the_plants_priorities_follow_where_none_is_written(check):
    header = "h_severity,h_respond_within_min,rate_severity,rate_respond_within_min"
    both = f"{header},stale_severity,stale_respond_within_min"
    row = "catastrophic,20,severe,5,serious,8"
    usual = {"H": "medium", "rate": "low", "stale": "low"}
    assert priorities_of(check, "name", "x") == usual
    assert priorities_of(check, both, row) == {"H": "high", "rate": "high", "stale": "medium"}
    written = {"H": "low", "rate": "low", "stale": "low"}
    assert priorities_of(check, f"{both},priority", f"{row},low") == written


def test_votes_and_gas_arrays_follow_too_and_interlocks_have_their_own(check):
    table = '\n[[rationalisation]]\nseverity = "minor"\nrespond_within_min = 5\n'
    toml = change(BARE, 'priority = "critical"\n', "")
    plant = check(toml + table, OWN_TAGS).plant
    assert plant.votings[0].priority is Priority.LOW
    assert plant.gas_arrays[0].priority is Priority.HIGH
    assert check(toml, OWN_TAGS).plant.votings[0].priority is Priority.HIGH


def test_a_text_changes_the_hash_and_no_source(check):
    one = check(TOML, TAGS).plant
    other = check(TOML.replace("紧急停车", "停"), TAGS).plant
    assert one.hash != other.hash
    assert (one.tags, one.votings, one.gas_arrays) == (other.tags, other.votings, other.gas_arrays)


def test_a_plant_without_records_has_the_hash_that_it_had(check):
    plant = check(BARE, TAGS).plant
    sources = (*plant.tags, *plant.votings, *plant.interlocks, *plant.gas_arrays)
    assert not any("records" in list_fields(source) for source in sources)
    assert plant.tags[0].record_of(Condition.HH) == Rationalisation(action="停泵")
    assert plant.tags[0].record_of(Condition.STALE) is NOTHING
