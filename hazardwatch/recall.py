"""Recalling: the state at which the last run ended, as the fold of what it left on disk.

Checkpoint and spool give the cores, the journal the alarms, the outbox who was told of them. What
the journal lacked of the spool is journalled here, before anybody looks.
"""

from collections import deque
from collections.abc import Iterator
from itertools import takewhile

from alerting.alarm import Alarm, Entry
from alerting.alarms import Alarms
from alerting.journal import Journal
from alerting.outbox import Outbox
from hazardwatch.checkpoint import Checkpoint, read_checkpoint
from hazardwatch.recorder import Recorder
from hazardwatch.snapshot_choice import choose_snapshot
from hazardwatch.tick import Cores, meet_plant, repeat_tick
from hazardwatch.upkeep import FOLDED
from plant.reading import Instant
from plant.words import Plant


def recall(
    plant: Plant, recorder: Recorder, *, stream: bool, now: Instant
) -> tuple[Cores, Alarms, list[tuple[Entry, Alarm]]]:
    """The state at which the last run ended: the fold of checkpoint, journal and spool.

    Of the journal only what came after a snapshot is read, if there is one.

    :returns: the cores, the alarms as the journal has them, and its newest entries with their
        alarms.
    """
    cores = Cores.of(plant, stream=stream, now=now)
    admission, bank = cores.admission, cores.bank
    shown = Alarms(plant, bank.rules)
    recent: deque[tuple[Entry, Alarm]] = deque(maxlen=FOLDED)
    checkpoint = read_checkpoint(recorder.checkpoint_file)
    if checkpoint is not None and not bank.fits(checkpoint.bank):
        checkpoint = None  # another version's: the spool says all
    if checkpoint is not None:
        bank.restore(checkpoint.bank)
        admission.restore(checkpoint.admission)

    journal, known_after = recorder.journal, checkpoint.journal_seq if checkpoint else 0
    snapshot = choose_snapshot(journal, known_after, FOLDED)
    if snapshot is not None:
        shown.restore(snapshot)
        cores.alarms.restore(snapshot, _read_between(journal, known_after, snapshot.seq))

    def read_once() -> Iterator[Entry]:
        for entry in journal.stream(shown.seq):
            recent.append((entry, shown.record(entry)))
            yield entry

    cores.alarms.take_up(read_once(), known_after)
    found = _catch_up(cores, recorder, checkpoint, None if stream else now)
    recent.extend((entry, shown.record(entry)) for entry in found)
    _resume_calls(cores, journal, now)
    recorder.upkeep.resume()
    return cores, shown, list(recent)


def _read_between(journal: Journal, after: int, last: int) -> Iterator[Entry]:
    """Entries that a snapshot has and that may be met again; most often there are none."""
    return (
        takewhile(lambda entry: entry.seq <= last, journal.stream(after))
        if after < last
        else iter(())
    )


def _catch_up(
    cores: Cores, recorder: Recorder, checkpoint: Checkpoint | None, wall: Instant | None
) -> list[Entry]:
    """Judge what was spooled since the checkpoint, then go on from what the journal says stands.

    Standing values meet the limits in force, and alarms whose rule is gone end (contract section
    1, rules 11 and 12).

    :param wall: our clock, None on the stream's own.
    """
    found: list[Entry] = []
    for _, record in recorder.spool.read(checkpoint.position if checkpoint else None):
        found += recorder.journal.append(repeat_tick(cores, record))
    if wall is not None:
        cores.resume(wall)
    return found + recorder.journal.append(meet_plant(cores, wall or 0))


def _resume_calls(cores: Cores, journal: Journal, now: Instant) -> None:
    """Take up which alarms call and who was told of them; what calls no more is told to nobody."""
    calling = [] if cores.admission.streaming else cores.alarms.standing()
    with journal.reading(Outbox) as outbox:
        told = outbox.find_told({(one.id, one.called_at or 0) for one in calling})
        pending = outbox.list_calls()
    cores.escalations.resume(calling, told, now)
    ended = pending.difference(cores.escalations.calling)
    if ended:
        with journal.writing(Outbox) as outbox:
            outbox.supersede(sorted(ended), now)
