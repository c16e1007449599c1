"""A report from a process of its own is the report, and what goes wrong there is told here."""

import asyncio
import io
import os
from contextlib import suppress
from dataclasses import replace
from zoneinfo import ZoneInfo

import psutil
import pytest

from alerting.journal import Journal
from alerting.kpi.groups import By
from alerting.kpi.journal_pages import report_journal
from alerting.kpi.places import Place
from alerting.kpi.terms import Period, Terms
from hazardwatch.report_process import (
    Failed,
    Question,
    TooMany,
    answer,
    ask,
    read_question,
    write_question,
)
from tests.alerting.kpi.lives import DAY, SITE, START, write

TERMS = Terms.standard(zone=ZoneInfo("Asia/Shanghai"), operators=2)


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/journal.sqlite"


@pytest.fixture
def journal(url):
    journal = Journal(url)
    journal.append(write((60, "raised"), (70, "acknowledged"), (90, "returned"), (99, "raised")))
    yield journal
    journal.close()


@pytest.fixture
def question(url):
    return Question(url, SITE, Period(START, START + DAY), TERMS, By.SHIFT, 1000)


async def test_a_process_gives_the_same_report(journal, question):
    report = await ask(question)
    assert report == report_journal(journal, SITE, question.period, TERMS, By.SHIFT)
    assert report.total.annunciated == 2


async def test_more_entries_than_allowed_are_counted_and_not_read(journal, question):
    assert await ask(replace(question, most=3)) == TooMany(4)


def test_a_journal_that_can_not_be_opened_is_told_without_its_password(question):
    told = answer(replace(question, url="postgresql://user:secret@127.0.0.1:1/x"))
    assert isinstance(told, Failed)
    assert "secret" not in told.reason


def test_a_question_survives_the_way_whatever_its_size(question):
    places = {f"T{n}": Place(f"H{n % 7}", "E1") for n in range(2500)}
    for site in (SITE, replace(SITE, places={}), replace(SITE, places=places)):
        asked = replace(question, site=site)
        assert read_question(io.BytesIO(write_question(asked))) == asked


async def test_a_process_that_dies_is_told(journal, question, monkeypatch):
    monkeypatch.setattr("sys.executable", "/bin/false")
    assert isinstance(await ask(question), Failed)


async def test_who_stops_waiting_leaves_no_process_behind(journal, question):
    before = list_children()
    asking = asyncio.create_task(ask(question))
    while list_children() <= before:
        await asyncio.sleep(0.005)
    asking.cancel()
    with suppress(asyncio.CancelledError):
        await asking
    assert list_children() <= before


def list_children():
    return {child.pid for child in psutil.Process(os.getpid()).children()}
