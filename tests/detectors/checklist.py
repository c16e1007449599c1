"""The check list that every kind of judgement passes, whatever it judges.

Any cut of a stream gives the same verdicts; inputs stay untouched; state can be saved and restored
anywhere; an empty tick is harmless; and all of it equals the slow twin.
"""

from collections.abc import Callable, Sequence

import numpy as np
from hypothesis import strategies as st

from detectors.bank import Bank
from plant.reading import Instant, ReadingBatch
from plant.words import Plant
from tests.detectors.plants import situation
from tests.detectors.streams import cuts, newest, run, run_tick
from tests.detectors.twin import (
    Expected,
    PlantTwin,
    Reading,
    expect,
    in_order,
    live_only,
    make_batch,
)

MakeTwins = Callable[[Plant], Sequence[PlantTwin]]


def check_all(
    plant: Plant, stream: list[Reading], wait: int, make_twins: MakeTwins, data: st.DataObject
) -> None:
    """Hold the bank against the twins, and every cut and restart of a stream against one run."""
    end = newest(stream) + wait
    expected = expect(plant, stream, end, kinds=make_twins(plant))

    assert live_only(run(plant, [stream], end)) == expected
    check_cuts(plant, stream, end, data)
    check_untouched(plant, stream, end)


def check_cuts(plant: Plant, stream: list[Reading], end: Instant, data: st.DataObject) -> None:
    """Hold every cut and restart of a stream against one run."""
    whole = run(plant, [stream], end)
    assert run(plant, [[reading] for reading in stream], end) == whole
    assert run(plant, data.draw(cuts(stream)), end) == whole
    assert run_restarted(plant, stream, data.draw(st.integers(0, len(stream))), end) == whole


def check_standing(plant: Plant, stream: Sequence[Reading], wait: int) -> None:
    """What stands has nothing new to say after a restart in an unchanged plant."""
    first, second = Bank(plant, None), Bank(plant, None)
    now = newest(stream) + wait
    standing: set[str] = set()
    for change in run_tick(first, plant, stream, newest(stream)) + run_tick(first, plant, [], now):
        (standing.add if change.active else standing.discard)(change.alarm)

    second.restore(first.save())
    second.align(standing)

    assert len(second.rejudge(now)) == 0
    for name, array in first.save().items():
        np.testing.assert_array_equal(second.save()[name], array, err_msg=name)


def run_restarted(
    plant: Plant, stream: Sequence[Reading], place: int, end: Instant
) -> list[Expected]:
    """All changes where another bank takes over the state in the middle."""
    first, second = Bank(plant, None), Bank(plant, None)
    found = run_tick(first, plant, stream[:place], newest(stream[:place]))
    second.restore(first.save())
    assert len(second.judge(ReadingBatch.empty(), situation(plant, newest(stream[:place])))) == 0
    found += run_tick(second, plant, stream[place:], newest(stream))
    return in_order(found + run_tick(second, plant, [], end))


def check_untouched(plant: Plant, stream: Sequence[Reading], end: Instant) -> None:
    """Judge arrays that can't be written to."""
    batch, moment = make_batch(stream), situation(plant, end)
    for owner in (batch, moment):
        for name in type(owner).__slots__:
            if isinstance(array := getattr(owner, name), np.ndarray):
                array.flags.writeable = False
    Bank(plant, None).judge(batch, moment)
