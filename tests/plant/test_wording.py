import pytest

from plant.condition import DOUBTS, Condition, Priority
from plant.quality import QualityClass
from plant.reading import Mark, name_marks
from plant.tag_kind import TagKind
from plant.wording import (
    CONDITIONS,
    GAS_CONDITIONS,
    HELD,
    KINDS,
    MARKS,
    PRIORITY_WORDS,
    QUALITIES,
    STATES,
    name_condition,
)


@pytest.mark.parametrize(
    "table, members",
    [
        (CONDITIONS, Condition),
        (PRIORITY_WORDS, Priority),
        (KINDS, TagKind),
        (QUALITIES, range(QualityClass.BAD + 1)),
    ],
)
def test_every_member_has_both_words(table, members):
    assert set(table) == set(members)
    assert all(words.zh and words.en for words in table.values())


def test_every_mark_on_the_wire_has_words():
    assert {*name_marks((1 << 16) - 1), *map(str, DOUBTS), "unrecorded"} == set(MARKS)
    assert len(Mark) < len(MARKS)


def test_two_conditions_never_have_one_name():
    for table in (CONDITIONS, KINDS, STATES, HELD, MARKS):
        assert len({words.zh for words in table.values()}) == len(table)
        assert len({words.en for words in table.values()}) == len(table)


def test_english_priorities_are_the_words_on_the_wire():
    assert all(words.en == priority.word for priority, words in PRIORITY_WORDS.items())


def test_gas_heads_have_their_own_levels():
    assert name_condition(Condition.H, TagKind.GAS_COMBUSTIBLE).zh == "一级"
    assert name_condition(Condition.H, TagKind.GAS_OXYGEN).zh == "富氧"
    assert name_condition(Condition.H, TagKind.PRESSURE).zh == "高限"
    assert name_condition(Condition.STALE, TagKind.GAS_TOXIC).zh == "数据超时"
    assert {kind for kind, _ in GAS_CONDITIONS} == {
        kind for kind in TagKind if kind.startswith("gas_")
    }
