"""The register of sound tests, in a real journal's database, and what a handover says of it."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from alerting.handover_register_sections import lay_out_sound_tests
from alerting.journal import Journal
from alerting.sound_tests import SIGNALS, SirenTrial, SoundTest, SoundTestBook
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


SIRENS = (
    SirenTrial("tower", 900, delivered=True, words="A-17", heard=True),
    SirenTrial("horn", 950, delivered=False, words="no answer within 10 s", heard=False),
    SirenTrial("roof"),
)


def test_sirens_are_kept_with_their_test_and_one_that_fails_fails_it(journal):
    test = replace(MORNING, sirens=SIRENS)
    with journal.writing(SoundTestBook) as book:
        book.add(test)
    assert read(journal, 0, 9_000, 10) == [test]
    assert replace(test, sirens=SIRENS[:1]).passed
    assert not test.passed
    unheard = replace(SIRENS[0], heard=False)
    assert not replace(test, sirens=(unheard,)).passed, "delivered is not heard"


def test_a_database_from_before_the_sirens_keeps_its_tests(tmp_path):
    path = tmp_path / "journal.db"
    Journal(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path)) as old, old:
        old.execute("ALTER TABLE sound_test DROP COLUMN sirens")
        old.execute("INSERT INTO sound_test VALUES (1, 1000, '王', '中控 1', 'critical', 'low')")
        old.execute("UPDATE journal_version SET version_num = '0009'")
    journal = Journal(f"sqlite:///{path}")
    assert read(journal, 0, 9_000, 10) == [
        SoundTest(1_000, "王", "中控 1", ("critical",), ("low",))
    ]
    journal.close()


def test_a_handover_warns_of_each_siren_that_its_newest_test_leaves_in_doubt():
    facts = make_facts(make_house())
    before = replace(MORNING, at=500, sirens=(SIRENS[1], replace(SIRENS[0], heard=False)))
    told = lay_out_sound_tests(replace(facts, sounds=[replace(MORNING, sirens=SIRENS), before]))
    assert told.lines[0].cells[3].zh == (
        "⚠ 声光报警器 horn 未送达（no answer within 10 s）、未听到；⚠ 声光报警器 roof 未测试"
    )
    assert told.lines[1].cells[3].en.endswith("⚠ siren tower not heard")
    assert "horn roof" in told.note.zh
    assert "tower" not in told.note.en, "heard since"
