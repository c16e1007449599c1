"""Quality checks add alarms and hide none (contract section 1, rule 5)."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from plant.condition import Condition
from plant.words import Plant
from tests.detectors.plants import make_tag
from tests.detectors.streams import T0, cuts, newest, plants_and_streams, run
from tests.detectors.twin import Reading

CONSTANT = 0x300
ADDED = {Condition.FROZEN, Condition.SPIKE, Condition.NOISE_LOST, Condition.STEL, Condition.TWA}
CHECKS = make_tag(
    "T",
    frozen=0.1,
    frozen_on_delay_s=1,
    spike=3,
    noise_lost=0.5,
    noise_lost_window_s=4,
    noise_lost_usual_s=4,
    stel=0.5,
    stel_window_s=15,
    twa=0.2,
    twa_window_s=60,
).checks


@given(plants_and_streams, st.sampled_from([None, T0]), st.sets(st.integers(0, 25)), st.data())
def test_verdicts_of_limits_quality_and_silence_are_the_same_with_and_without_them(
    case: tuple[Plant, list[Reading]], start: int | None, held: set[int], data: st.DataObject
) -> None:
    """Whatever is frozen, spiking, too calm, or flagged constant by its source."""
    plain, stream = case
    stream = [
        reading._replace(status=reading.status | CONSTANT) if place in held else reading
        for place, reading in enumerate(stream)
    ]
    checked = replace(plain, tags=tuple(replace(tag, checks=CHECKS) for tag in plain.tags))
    end, ticks = newest(stream) + 20_000, data.draw(cuts(stream))

    found = run(checked, ticks, end, start)

    own = [change for change in found if change.alarm.split(":")[1] not in ADDED]
    assert own == run(plain, ticks, end, start)
