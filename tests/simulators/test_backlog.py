"""Messages on their way to a disk that is slow or full: counted, noted, never silently lost."""

import threading
import time
from collections.abc import Callable

import pytest

from simulators.backlog import Backlog
from simulators.message_record import Flaw, Message


class Disk:
    """A disk that takes entries when it is let, and breaks when it is told to."""

    def __init__(self) -> None:
        self.entries: list[Message | Flaw] = []
        self.free = threading.Event()
        self.full = False
        self.closed = self.abandoned = False

    def write(self, entry: Message | Flaw) -> None:
        self.free.wait(10)
        if self.full:
            raise OSError(28, "No space left on device")
        self.entries.append(entry)

    def flush(self) -> None:
        if self.full:
            raise OSError(28, "No space left on device")

    def close(self) -> None:
        self.closed = True

    def abandon(self) -> None:
        self.abandoned = True


def message(number: int) -> Message:
    return Message(number, "t", bytes(99))


def wait_for(met: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not met():
        assert time.monotonic() < end
        time.sleep(0.002)


@pytest.fixture
def disk() -> Disk:
    return Disk()


def test_everything_is_written_in_order(disk: Disk) -> None:
    disk.free.set()
    backlog = Backlog(disk, lambda: 0)
    backlog.start()
    for number in range(1000):
        backlog.put(message(number))
    backlog.note_away()
    backlog.close()
    assert disk.entries == [*map(message, range(1000)), Flaw(0, away=True)]
    assert (backlog.counts.received, backlog.counts.written, backlog.counts.lost) == (1000, 1000, 0)
    assert (backlog.counts.away, backlog.counts.waiting, disk.closed) == (1, 0, True)


def test_a_disk_that_does_not_keep_up_loses_with_a_note_at_the_place(disk: Disk) -> None:
    backlog = Backlog(disk, lambda: 42, most_bytes=1000)
    backlog.start()
    for number in range(15):
        backlog.put(message(number))
    assert (backlog.counts.received, backlog.counts.lost) == (15, 5)
    disk.free.set()
    wait_for(lambda: backlog.counts.waiting == 0)
    backlog.put(message(15))
    backlog.close()
    assert disk.entries == [*map(message, range(10)), Flaw(42, lost=5), message(15)]
    assert backlog.counts.received == backlog.counts.written + backlog.counts.lost


def test_a_loss_at_the_very_end_is_noted_too(disk: Disk) -> None:
    backlog = Backlog(disk, lambda: 42, most_bytes=1000)
    backlog.start()
    for number in range(12):
        backlog.put(message(number))
    disk.free.set()
    backlog.close()
    assert disk.entries[-1] == Flaw(42, lost=2)


def test_a_full_disk_ends_the_record_by_name_and_the_rest_is_counted_as_lost(disk: Disk) -> None:
    backlog = Backlog(disk, lambda: 0)
    backlog.start()
    backlog.put(message(0))
    disk.full = True
    disk.free.set()
    assert backlog.ended.wait(10)
    for number in range(1, 4):
        backlog.put(message(number))
    backlog.close()
    assert isinstance(backlog.failure, OSError)
    assert disk.abandoned
    assert (backlog.counts.received, backlog.counts.written, backlog.counts.lost) == (4, 0, 4)
