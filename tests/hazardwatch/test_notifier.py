"""The notifier over a real outbox: tried again, side by side, nothing lost, a fault told apart."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from alerting.notice import ChannelError, Fate, Receipt
from alerting.outbox import OUTBOX, Calls, Outbox
from alerting.roster import Roster
from hazardwatch.notifier import BROKEN_AFTER, Notifier, write_letter
from plant.duties import Person
from tests.alerting.test_delivery import NOTICE
from tests.alerting.tiny_park import PLANT

PERSONS = (
    Person("p1", "甲", addresses={"voice": "110", "sms": "120"}),
    Person("p2", "Smith", language="en", addresses={"sms": "130"}),
)
ROSTER = Roster(replace(PLANT, persons=PERSONS))


class Line:
    """A channel whose answers a test gives; what is left open hangs."""

    def __init__(self, name, *answers):
        self.name, self.answers, self.letters = name, list(answers), []

    async def send(self, letter):
        self.letters.append(letter)
        answer = self.answers.pop(0) if self.answers else Receipt("ok")
        if isinstance(answer, Exception):
            raise answer
        return await answer if asyncio.isfuture(answer) else answer

    async def close(self):
        pass


class Desk:
    """The outbox on the loop's thread."""

    def __init__(self, connection):
        self.outbox, self.away, self.full = Outbox(connection), False, False

    async def list_pending(self, now, limit):
        if self.away:
            raise OSError("away")
        return self.outbox.list_pending(now, limit)

    async def settle(self, deliveries):
        if self.away or self.full:
            raise OSError("away")
        self.outbox.settle(deliveries)


@pytest.fixture
def desk():
    engine = create_engine("sqlite://", poolclass=StaticPool)
    OUTBOX.create(engine)
    with engine.connect() as connection:
        yield Desk(connection)
    engine.dispose()


class Bench:
    def __init__(self, desk, *channels):
        self.desk, self.time = desk, 2_000
        lines = {channel.name: channel for channel in channels}
        self.notifier = Notifier(desk, lines, lambda: self.time, ROSTER.get)

    async def until(self, met):
        for _ in range(2000):
            if met():
                return
            self.notifier.wake()
            await asyncio.sleep(0.001)
        raise AssertionError("it did not come about")

    async def __aenter__(self):
        self.running = asyncio.create_task(self.notifier.run())
        return self

    async def __aexit__(self, *_):
        self.notifier.stop()
        await self.running

    def fates(self):
        return {
            one.notice.key: one.fate
            for one in self.desk.outbox.list_of(NOTICE.alarms[0], NOTICE.hazard, 99)
        }

    def settled(self, count=1):
        return lambda: sum(fate is not Fate.PENDING for fate in self.fates().values()) == count


async def test_a_notice_is_sent_once_with_what_the_channel_needs(desk):
    line = Line("voice", Receipt("42"))
    desk.outbox.put([NOTICE])
    async with Bench(desk, line) as bench:
        await bench.until(bench.settled())
    (told,) = desk.outbox.list_of(NOTICE.alarms[0], NOTICE.hazard, 9)
    assert (told.fate, told.channel, told.reference) == (Fate.SENT, "voice", "42")
    (letter,) = line.letters
    assert (letter.address, letter.text, letter.key) == ("110", "液位高高", NOTICE.key)
    assert letter.facts["alarm"] == "E1.LT-101:HH"


async def test_a_fault_goes_to_the_next_channel_when_its_time_has_come(desk):
    voice, sms = Line("voice", ChannelError("busy")), Line("sms")
    desk.outbox.put([NOTICE])
    async with Bench(desk, voice, sms) as bench:
        await bench.until(lambda: voice.letters and not bench.notifier._under_way)
        assert sms.letters == []
        bench.time += 5_000
        await bench.until(bench.settled())
    assert [letter.address for letter in sms.letters] == ["120"]


async def test_a_channel_that_hangs_holds_up_nobody_else(desk):
    hanging = asyncio.get_running_loop().create_future()
    line = Line("voice", hanging)
    desk.outbox.put([NOTICE, replace(NOTICE, key="n2", due=2_000)])
    async with Bench(desk, line) as bench:
        await bench.until(bench.settled())
        assert bench.fates() == {NOTICE.key: Fate.PENDING, "n2": Fate.SENT}
        hanging.set_result(Receipt())
        await bench.until(bench.settled(2))
    assert len(line.letters) == 2


async def test_who_is_no_more_or_has_no_address_is_told_nothing_and_that_is_said(desk):
    desk.outbox.put(
        [
            replace(NOTICE, key="n1", person="gone"),
            replace(NOTICE, key="n2", person="p2", via=("voice",)),
            replace(NOTICE, key="n3", via=("pigeon",)),
        ]
    )
    async with Bench(desk, Line("voice")) as bench:
        await bench.until(bench.settled(3))
    told = {
        one.notice.key: (one.fate, one.error)
        for one in desk.outbox.list_of("E1.LT-101:HH", NOTICE.hazard, 9)
    }
    assert told == {
        "n1": (Fate.FAILED, "no such person: gone"),
        "n2": (Fate.FAILED, "p2 has no address on voice"),
        "n3": (Fate.FAILED, "no such channel: pigeon"),
    }


async def test_a_channel_that_fails_again_and_again_is_broken_until_it_works(desk):
    errors = [ChannelError("refused")] * BROKEN_AFTER
    line = Line("voice", *errors)
    desk.outbox.put([replace(NOTICE, via=("voice",))])
    async with Bench(desk, line) as bench:
        for count in range(1, BROKEN_AFTER + 1):
            await bench.until(lambda count=count: len(line.letters) >= count)
            await bench.until(lambda: not bench.notifier._under_way)
            bench.time += 400_000
        assert bench.notifier.broken == {"voice": "refused"}
        await bench.until(bench.settled())
        assert bench.notifier.broken == {}


async def test_one_bad_number_is_no_broken_channel(desk):
    errors = [ChannelError("no such number", lasting=True)] * 4
    desk.outbox.put([replace(NOTICE, key=f"n{n}", via=("voice",)) for n in range(4)])
    async with Bench(desk, Line("voice", *errors)) as bench:
        await bench.until(bench.settled(4))
        assert bench.notifier.broken == {}


async def test_while_the_outbox_is_away_nothing_is_lost(desk):
    line = Line("voice")
    desk.outbox.put([NOTICE])
    desk.away = True
    async with Bench(desk, line) as bench:
        await asyncio.sleep(0.01)
        assert line.letters == []
        desk.away = False
        await bench.until(bench.settled())
    assert len(line.letters) == 1


async def test_what_could_not_be_kept_is_not_sent_again_meanwhile(desk):
    line, desk.full = Line("voice"), True
    desk.outbox.put([NOTICE])
    async with Bench(desk, line) as bench:
        await bench.until(lambda: bench.notifier.sent)
        for _ in range(20):
            bench.notifier.wake()
            await asyncio.sleep(0.001)
        desk.full = False
        await bench.until(bench.settled())
    assert len(line.letters) == 1


async def test_what_is_not_recorded_is_sent_and_once_it_is_kept_with_what_came_of_it(desk):
    line = Line("voice", ChannelError("busy"))
    desk.away = True
    async with Bench(desk, line, Line("sms")) as bench:
        bench.notifier.tell(Calls([NOTICE]), recorded=False)
        await bench.until(lambda: line.letters and not bench.notifier._under_way)
        desk.outbox.put([NOTICE])
        desk.away = False
        bench.notifier.tell(Calls(), recorded=True)
        bench.time += 5_000
        await bench.until(bench.settled())
    (told,) = desk.outbox.list_of(NOTICE.alarms[0], NOTICE.hazard, 9)
    assert (told.fate, told.attempts, told.channel) == (Fate.SENT, 2, "sms")
    assert bench.notifier._ahead == {}


async def test_what_is_not_recorded_and_ended_before_it_was_sent_is_not_sent(desk):
    line = Line("voice")
    desk.away = True
    bench = Bench(desk, line)
    ended = [(NOTICE.alarms[0], NOTICE.called_at)]
    bench.notifier.tell(Calls([NOTICE, replace(NOTICE, key="n2", called_at=7)]), recorded=False)
    bench.notifier.tell(Calls(ended=ended), recorded=False)
    async with bench:
        await bench.until(lambda: line.letters)
    assert [letter.key for letter in line.letters] == ["n2"]


async def test_a_channel_that_fails_in_itself_is_tried_again_like_any_fault(desk):
    desk.outbox.put([NOTICE])
    async with Bench(desk, Line("voice", ZeroDivisionError()), Line("sms")) as bench:
        await bench.until(lambda: bench.notifier.failed)
        bench.time += 5_000
        await bench.until(bench.settled())
    assert bench.fates() == {NOTICE.key: Fate.SENT}


async def test_a_fault_of_the_sender_itself_stops_nothing(desk, monkeypatch):
    monkeypatch.setattr("hazardwatch.notifier.AFTER_FAULT_S", 0.001)
    desk.outbox.put([NOTICE])
    bench = Bench(desk, Line("voice"))
    find, bench.notifier.find_person = bench.notifier.find_person, None
    async with bench:
        await asyncio.sleep(0.01)
        bench.notifier.find_person = find
        await bench.until(bench.settled())
    assert bench.fates() == {NOTICE.key: Fate.SENT}


async def test_what_hangs_at_the_end_is_let_go_and_stays_to_be_sent(desk):
    desk.outbox.put([NOTICE])
    line = Line("voice", asyncio.get_running_loop().create_future())
    bench = Bench(desk, line)
    running = asyncio.create_task(bench.notifier.run())
    await bench.until(lambda: line.letters)
    (under_way,) = bench.notifier._under_way.values()
    bench.notifier.stop()
    running.cancel()
    await asyncio.wait([running, under_way], timeout=1)
    assert under_way.cancelled()
    assert bench.fates() == {NOTICE.key: Fate.PENDING}


def test_a_letter_is_in_the_language_of_who_reads_it():
    assert write_letter(NOTICE, PERSONS[0], "sms").text == NOTICE.zh
    assert write_letter(NOTICE, PERSONS[1], "sms").text == NOTICE.en
