"""A site on disk with a plant, a journal with a handled alarm, readings, a notice and a file."""

import asyncio
from dataclasses import replace

from alerting.alarm import Event, State
from alerting.handling import Attachment, Finding, Happening, Side, Verdict
from alerting.handling_acts import Situation
from alerting.handling_book import HandlingBook
from alerting.handling_opening import HandlingSite
from alerting.journal import Journal
from alerting.outbox import Calls
from hazardwatch.attachments import Attachments
from hazardwatch.data_directory import DataDirectory
from historian.embedded import EmbeddedHistorian
from historian.port import SpoolPosition
from plant.directory import read_plant
from plant.reading import ReadingBatch
from tests.alerting.handling_sample import park, raised
from tests.alerting.test_delivery import NOTICE
from tests.contract.plant_directory import write_plant

T0 = 1_700_000_000_000
ALARM = "LT-101:HH"
RECORD = 2
"""By the journal's second row: the first is of an alarm that is nobody's."""

FILE = b"%PDF-1.7 what was done"
MINUTE = 60_000


def entry(event, at, state, alarm=ALARM, **fields):
    told = {
        "event": event,
        "state": state,
        "onset": T0 + at,
        "detected": T0 + at,
        "source": T0 + at,
    }
    return raised(T0 + at, 0, alarm=alarm, **told | fields)


def raise_(at, alarm=ALARM, **fields):
    return entry(Event.RAISED, at, State.UNACKNOWLEDGED, alarm, **fields)


def return_(at):
    return entry(Event.RETURNED, at, State.RETURNED_UNACKNOWLEDGED)


def make_site(folder, *, close=True):
    """Everything that a platform would have left; the configuration's path."""
    plant = read_plant(write_plant(folder / "plant"))
    data = DataDirectory(folder / "data")
    data.root.mkdir()
    config = folder / "hazardwatch.toml"
    config.write_text(
        f'[plant]\ndir = "{folder / "plant"}"\n[data]\ndir = "{data.root}"\n'
        '[mqtt]\nurl = "mqtt://b"\n',
        encoding="utf-8",
    )
    journal = Journal(f"sqlite:///{data.journal}")
    journal.handling = HandlingSite.of(plant)
    notice = replace(NOTICE, alarms=(ALARM,), due=T0 + 1, called_at=T0)
    journal.append([raise_(-MINUTE, "broker:system")])
    journal.append([raise_(0)], [Calls([notice], at=T0)])
    journal.append([raise_(5_000, "PT-101:H"), return_(10_000), raise_(10 * MINUTE)])
    journal.append([return_(11 * MINUTE), raise_(500 * MINUTE, "LT-101:LL")])
    handle(journal, Attachments(data.attachments).keep(FILE), close=close)
    journal.append([raise_(600 * MINUTE)])
    asyncio.run(keep_readings(plant, data))
    journal.close()
    return config, data


def handle(journal, digest, *, close):
    told = {"record": RECORD, "behalf": "=王工"}
    acts = [
        park(Happening.SIGNED, words="", **told),
        park(Happening.VERIFIED, detail=Verdict(Finding.FALSE), words="仪表故障", **told),
        park(
            Happening.ATTACHED, detail=Attachment(digest, "报告.pdf", "application/pdf", len(FILE))
        ),
        park(Happening.CLOSED),
    ]
    with journal.writing(HandlingBook) as book:
        for number, act in enumerate(acts if close else acts[:-1]):
            situation = Situation(T0 + (12 + number) * MINUTE, True, "p")
            assert act.side is Side.PARK
            answer = book.act(replace(act, record=RECORD), situation)
            assert answer.objection is None


async def keep_readings(plant, data):
    historian = EmbeddedHistorian(data.historian)
    await historian.open(tuple(tag.id for tag in plant.tags))
    times = [T0 + minute * MINUTE for minute in range(-60, 120, 5)]
    for number, tag in enumerate(("LT-101", "PT-101")):
        rows = [plant.row_of[tag]] * len(times)
        batch = ReadingBatch.of(rows, times, [float(n) for n in range(len(times))], 0)
        await historian.append(batch, SpoolPosition(0, number + 1))
    await historian.close()
