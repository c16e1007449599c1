"""The register of sound tests, in a real journal's database, and what a handover says of it."""

from dataclasses import replace

import pytest

from alerting.handover_register_sections import lay_out_sound_tests
from alerting.journal import Journal
from alerting.sound_tests import SIGNALS, SoundTest, SoundTestBook
from tests.alerting.handover_park import make_facts, make_house

MORNING = SoundTest(1_000, "王", "中控 1", SIGNALS, ())
BROKEN = SoundTest(2_000, "李", "中控 2", ("critical", "high"), ("medium",))


@pytest.fixture
def journal(tmp_path):
    journal = Journal(f"sqlite:///{tmp_path / 'journal.db'}")
    yield journal
    journal.close()


def read(journal, *args, **more):
    with journal.reading(SoundTestBook) as book:
        return list(book.list_between(*args, **more))


def test_tests_are_kept_and_listed_newest_first(journal):
    for test in (MORNING, BROKEN):
        with journal.writing(SoundTestBook) as book:
            book.add(test)
    assert read(journal, 0, 9_000, 10) == [BROKEN, MORNING]
    assert read(journal, 0, 2_000, 10) == [MORNING], "half-open"
    assert read(journal, 0, 9_000, 1) == [BROKEN]
    assert read(journal, 0, 9_000, 10, desk="中控 1") == [MORNING]


def test_only_a_test_in_which_everything_was_heard_has_passed():
    assert MORNING.passed
    assert not BROKEN.passed
    assert not replace(MORNING, heard=SIGNALS[:-1]).passed, "one was not played at all"


def test_a_handover_tells_what_was_not_heard_and_that_nothing_was_tested():
    facts = make_facts(make_house())
    told = lay_out_sound_tests(replace(facts, sounds=[BROKEN, MORNING]))
    assert [line.cells[3].zh for line in told.lines] == ["未听到：中、低、连接中断", "全部听到"]
    assert told.lines[0].cells[3].en == "not heard: medium, low, connection lost"
    assert (told.total, told.note) == (2, None)
    assert "未做" in lay_out_sound_tests(replace(facts, sounds=())).note.zh
    assert "未能读取" in lay_out_sound_tests(replace(facts, sounds=None)).note.zh
