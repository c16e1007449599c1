from hypothesis import given
from hypothesis import strategies as st

from historian.block import decode_block
from historian.sealing import BLOCK_MS, DAY_MS, seal
from tests.historian.test_head import columns

near_borders = st.builds(
    lambda hours, apart: hours * BLOCK_MS + apart, st.integers(0, 50), st.integers(0, 2)
)
reading = st.tuples(st.integers(1, 3), near_borders, st.floats(0, 1))


@given(st.lists(reading, min_size=1, max_size=40))
def test_every_reading_ends_in_one_block_of_its_tag_hour_and_day(readings):
    expected = {(tag, time): value for tag, time, value in readings}
    found = {}
    for day, blocks in seal(columns(*readings)):
        for block in blocks:
            held = decode_block(block.data)
            times = held.time.tolist()
            assert (block.first, block.last, block.readings) == (times[0], times[-1], len(times))
            assert times == sorted(set(times))
            assert {time // DAY_MS for time in times} == {day}
            assert len({time // BLOCK_MS for time in times}) == 1
            for time, value in zip(times, held.value.tolist(), strict=True):
                assert (block.tag, time) not in found
                found[block.tag, time] = value
    assert found == expected
