"""Frames go out in rounds: in order, a portion at a time, and never to a line that is full."""

import asyncio
from contextlib import ExitStack

import pytest

from dashboard_api import live_rounds
from dashboard_api.frames import Result
from dashboard_api.live import RESTART, Client
from dashboard_api.live_rounds import PORTION_BYTES, ROUND_CLIENTS, Rounds
from dashboard_api.people import Session


class FakeLine:
    """A line that keeps what it is told; it has room unless what it is told fills it."""

    def __init__(self):
        self.has_room, self.texts, self.writes = True, [], 0
        self.on_room = self.on_lost = None
        self.fills = False

    def write_texts(self, texts):
        assert self.has_room, "handed to a line that is full"
        self.texts += texts
        self.writes += 1
        self.has_room = not self.fills


@pytest.fixture
def rounds():
    return Rounds()


def make_client():
    return Client(Session("key", "op", "operator", 0))


def say(client, *names):
    for name in names:
        client.answer(Result(id=name))


def named(line):
    return [text.partition(b'"id":"')[2].partition(b'"')[0].decode() for text in line.texts]


async def turn():
    await asyncio.sleep(0)
    await asyncio.sleep(0)


async def test_what_waits_when_delivery_begins_and_what_comes_later_goes_out_in_order(rounds):
    client, line = make_client(), FakeLine()
    say(client, "a", "b")
    with rounds.deliver(client, line):
        await turn()
        assert (named(line), line.writes) == (["a", "b"], 1)
        say(client, "c")
        await turn()
        assert named(line) == ["a", "b", "c"]
    say(client, "d")
    await turn()
    assert named(line) == ["a", "b", "c"], "after the end"


async def test_a_full_line_is_let_be_until_it_has_room_and_its_wait_is_noted(rounds):
    client, line, quick, beside = make_client(), FakeLine(), make_client(), FakeLine()
    with rounds.deliver(client, line), rounds.deliver(quick, beside):
        say(client, "a")
        line.fills = True
        await turn()
        assert client.sending_since is not None
        say(client, "b")
        say(quick, "c")
        await turn()
        assert (named(line), named(beside)) == (["a"], ["c"])
        line.has_room, line.fills = True, False
        line.on_room()
        assert client.sending_since is None
        await turn()
        assert named(line) == ["a", "b"]


async def test_a_client_that_takes_much_lets_the_others_have_their_turn(rounds):
    client, line, other, beside = make_client(), FakeLine(), make_client(), FakeLine()
    say(client, "x" * PORTION_BYTES, "y")
    say(other, "z")
    with rounds.deliver(client, line), rounds.deliver(other, beside):
        while len(line.texts) < 2:
            assert len(line.texts) == 0 or named(beside) == ["z"]
            await asyncio.sleep(0)


async def test_a_round_is_bounded_and_everybody_is_served_once(rounds, monkeypatch):
    monkeypatch.setattr(live_rounds, "ROUND_BYTES", 1 << 30)
    lines = [FakeLine() for _ in range(2 * ROUND_CLIENTS + 1)]
    seen = []
    with ExitStack() as stack:
        for line in lines:
            client = make_client()
            say(client, "a")
            stack.enter_context(rounds.deliver(client, line))
        while len(seen) < 3:
            await asyncio.sleep(0)
            seen.append(sum(len(line.texts) for line in lines))
    assert seen == [ROUND_CLIENTS, 2 * ROUND_CLIENTS, len(lines)]
    assert {line.writes for line in lines} == {1}


async def test_what_is_wrong_with_one_sends_it_away_and_keeps_nobody_waiting(rounds):
    client, line, other, beside = make_client(), FakeLine(), make_client(), FakeLine()
    line.write_texts = None
    say(client, "a")
    say(other, "b")
    with rounds.deliver(client, line), rounds.deliver(other, beside):
        await turn()
        assert named(beside) == ["b"]
        assert client.farewell.code == RESTART
        say(client, "c")
        await turn()
    assert not other.dismissed.is_set()


async def test_a_lost_line_dismisses_its_client_without_a_farewell(rounds):
    client, line = make_client(), FakeLine()
    with rounds.deliver(client, line):
        line.on_lost()
    assert client.dismissed.is_set()
    assert client.farewell is None
    assert line.on_lost is None
