"""Late data among modes and delays: however a stream is cut, the same is news.

What late data mean is in tests/scenarios/late.toml.
"""

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from plant.quality import BAD, GOOD, UNCERTAIN_SUBSTITUTE
from plant.reading import Instant, Mark
from plant.words import Plant
from tests.detectors.checklist import check_cuts
from tests.detectors.streams import T0, newest
from tests.detectors.test_modes import VALUES, plants
from tests.detectors.twin import Reading

GAPS = [0, 1, 500, 1000, 1500, 3000, 4500, 6000, 11_000]


@st.composite
def streams(draw: st.DrawFn, plant: Plant) -> list[Reading]:
    """Readings in the order of arrival, of which nearly half are late by up to nine seconds."""
    heard: dict[int, Instant] = {}
    arrivals = []
    for now in accumulate(
        draw(st.lists(st.sampled_from(GAPS), min_size=4, max_size=16)), initial=T0
    ):
        row = draw(st.sampled_from([0, 0, 0, 1, 2, 3, 3, 4]))
        value = draw(st.sampled_from(VALUES[plant.tags[row].id]))
        status = draw(st.sampled_from([*[GOOD] * 12, BAD, UNCERTAIN_SUBSTITUTE]))
        time, mark = now, Mark.NONE
        if row in heard and draw(st.booleans()):
            time = heard[row] - draw(st.sampled_from([0, 500, 1000, 2000, 4000, 9000]))
            mark = Mark.LATE
        else:
            heard[row] = now
        arrivals.append((now, Reading(row, time, value, status, int(mark))))
    lag = draw(st.sampled_from([0, 0, 1500]))
    arrivals.sort(key=lambda arrival: arrival[0] + arrival[1].row * lag)
    return [reading for _, reading in arrivals]


cases = plants().flatmap(lambda plant: st.tuples(st.just(plant), streams(plant)))


@given(cases, st.integers(0, 20_000), st.data())
def test_no_cut_of_a_stream_changes_what_is_news(
    case: tuple[Plant, list[Reading]], wait: int, data: st.DataObject
) -> None:
    plant, stream = case

    check_cuts(plant, stream, newest(stream) + wait, data)
