import math

import pytest

from simulators.pace import Pace, Stage

START = 1_500_000_000_000
NOW = 1_700_000_000_000


def test_a_row_is_due_by_its_distance_from_the_first_and_keeps_its_time() -> None:
    stage = Stage(Pace(speed=60), NOW)
    assert [stage.place(START + 1000 * s) for s in (0, 30, 90)] == [
        (0.0, START),
        (0.5, START + 30_000),
        (1.5, START + 90_000),
    ]


def test_a_row_from_before_the_last_is_due_at_once_with_its_own_time() -> None:
    stage = Stage(Pace(speed=1), NOW)
    stage.place(START)
    due_s, ts = stage.place(START - 55 * 60_000)
    assert due_s <= 0
    assert ts == START - 55 * 60_000


@pytest.mark.parametrize("speed", [0, math.inf])
def test_flat_out_everything_is_due(speed: float) -> None:
    stage = Stage(Pace(speed=speed), NOW)
    assert [stage.place(START + day)[0] for day in (0, 86_400_000)] == [0, 0]


def test_shifted_to_now_a_row_is_stamped_with_the_wall_clock_of_its_due_time() -> None:
    stage = Stage(Pace(speed=2, shift_to_now=True), NOW)
    assert [stage.place(START + 1000 * s)[1] - NOW for s in (0, 1, 10)] == [0, 500, 5000]


def test_another_pass_begins_one_step_after_the_end() -> None:
    stage = Stage(Pace(speed=1, loop=True), NOW)
    for second in (0, 5, 10):
        stage.place(START + 1000 * second)
    for passed in (1, 2):
        stage.rewind(START)
        assert stage.place(START) == (15.0 * passed, START + 15_000 * passed)
        stage.place(START + 5000)
        stage.place(START + 10_000)


@pytest.mark.parametrize(
    ("speed", "shift"), [(-1, False), (math.nan, False), (0, True), (math.inf, True)]
)
def test_a_pace_that_is_none_is_refused(speed: float, shift: bool) -> None:
    with pytest.raises(ValueError, match="speed"):
        Pace(speed=speed, shift_to_now=shift)
