"""Carrying out commands: to the end, or an honest answer that nobody knows."""

import asyncio

import pytest

from alerting.alarm import Command, CommandKind, Outcome
from dashboard_api.commands import NotConfirmedError, carry_out
from tests.dashboard_api.house import until

ACK = Command(CommandKind.ACKNOWLEDGE, "T1:HH", "op")


async def test_the_answers_come_in_the_order_of_the_commands(house):
    house.judge("T1:HH")
    unknown = Command(CommandKind.ACKNOWLEDGE, "none:HH", "op")
    answers = await carry_out(house, [unknown, ACK])
    assert [answer.outcome for answer in answers] == [Outcome.UNKNOWN, Outcome.DONE]
    assert await carry_out(house, []) == []


async def test_what_takes_too_long_is_not_confirmed_and_happens_all_the_same(house, monkeypatch):
    monkeypatch.setattr("dashboard_api.commands.ANSWER_WITHIN_S", 0.01)
    house.judge("T1:HH")
    house.gate = asyncio.Event()
    with pytest.raises(NotConfirmedError, match="may still"):
        await carry_out(house, [ACK])
    house.gate.set()
    await until(lambda: house.shown.get("T1:HH").by == "op")


async def test_a_journal_that_is_away_is_not_confirmed(house):
    house.available = False
    with pytest.raises(NotConfirmedError, match="away"):
        await carry_out(house, [ACK])
