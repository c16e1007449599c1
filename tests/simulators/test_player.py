"""The pace of a record: due times, stamps, pauses and jumps, with the clock as a number."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plant.reading import Instant
from simulators.player import Pace, Player

START = 1_500_000_000_000
NOW = 1_700_000_000_000


def play(player: Player, *instants: Instant, now_s: float = 0.0) -> list[tuple[float, Instant]]:
    places = [player.take(at, now_s) for at in instants]
    return [(player.due_s(place), player.stamp(place)) for place in places]


def test_a_row_is_due_by_its_distance_from_the_first_and_keeps_its_time() -> None:
    player = Player(Pace(speed=60), 0.0, NOW)
    assert play(player, *(START + 1000 * s for s in (0, 30, 90))) == [
        (0.0, START),
        (0.5, START + 30_000),
        (1.5, START + 90_000),
    ]


def test_a_row_from_before_the_last_is_due_at_once_with_its_own_time() -> None:
    player = Player(Pace(speed=1), 0.0, NOW)
    _, (due_s, stamp) = play(player, START, START - 55 * 60_000)
    assert due_s <= 0
    assert stamp == START - 55 * 60_000


@pytest.mark.parametrize("speed", [0, math.inf])
def test_flat_out_everything_is_due(speed: float) -> None:
    player = Player(Pace(speed=speed), 0.0, NOW)
    assert [due for due, _ in play(player, START, START + 86_400_000)] == [0, 0]


def test_shifted_to_now_a_row_is_stamped_with_the_wall_clock_of_its_due_time() -> None:
    player = Player(Pace(speed=2, shift_to_now=True), 0.0, NOW)
    played = play(player, *(START + 1000 * s for s in (0, 1, 10)))
    assert [stamp - NOW for _, stamp in played] == [0, 500, 5000]


def test_another_pass_begins_one_step_after_the_end() -> None:
    player = Player(Pace(speed=1, loop=True), 0.0, NOW)
    one = [START, START + 5000, START + 10_000]
    play(player, *one)
    for passed in (1, 2):
        player.rewind()
        assert play(player, *one)[0] == (15.0 * passed, START + 15_000 * passed)


def test_what_follows_a_jump_forward_is_due_at_once_with_its_own_time() -> None:
    player = Player(Pace(speed=1), 0.0, NOW)
    play(player, START)
    player.jump()
    played = play(player, START + 3_600_000, START + 3_601_000, now_s=7.0)
    assert played == [(7.0, START + 3_600_000), (8.0, START + 3_601_000)]


def test_what_follows_a_jump_backwards_goes_on_after_all_that_was_played() -> None:
    player = Player(Pace(speed=1), 0.0, NOW)
    play(player, START, START + 1000, START + 2000)
    player.jump()
    played = play(player, START, START + 1000, now_s=2.5)
    assert played == [(2.5, START + 3000), (3.5, START + 4000)]
    assert player.reached(3.5) == START + 1000
    assert player.turns == 1


def test_a_jump_while_paused_is_due_when_resumed() -> None:
    player = Player(Pace(speed=1, shift_to_now=True), 0.0, NOW)
    play(player, START)
    player.pause(2.0)
    player.jump()
    place = player.take(START + 60_000, 5.0)
    assert player.due_s(place) == math.inf
    player.resume(10.0)
    assert (player.due_s(place), player.stamp(place)) == (10.0, NOW + 10_000)


def test_paused_the_record_stands_where_it_was() -> None:
    player = Player(Pace(speed=10), 0.0, NOW)
    play(player, START)
    player.pause(3.0)
    assert player.reached(100.0) == START + 30_000
    player.resume(100.0)
    assert player.reached(101.0) == START + 40_000


@given(
    speed=st.sampled_from([0.5, 1.0, 60.0]),
    steps=st.lists(st.integers(0, 10_000), min_size=2, max_size=20),
    pauses=st.lists(st.tuples(st.floats(0.001, 5), st.floats(0.001, 1000)), max_size=5),
)
def test_a_pause_moves_all_that_is_to_come_and_makes_nothing_due_in_a_burst(
    speed: float, steps: list[int], pauses: list[tuple[float, float]]
) -> None:
    """Due times keep their distances, and each lies at or after the end of the pause before it."""
    player = Player(Pace(speed=speed), 0.0, NOW)
    places = [player.take(START + sum(steps[:n]), 0.0) for n in range(len(steps) + 1)]
    now_s, paused_s = 0.0, 0.0
    for run_s, pause_s in pauses:
        now_s += run_s
        waiting = [place for place in places if player.due_s(place) > now_s]
        player.pause(now_s)
        assert all(math.isinf(player.due_s(place)) for place in places)
        now_s, paused_s = now_s + pause_s, paused_s + pause_s
        player.resume(now_s)
        assert all(player.due_s(place) >= now_s - 1e-6 for place in waiting)
    for place in places:
        assert player.due_s(place) == pytest.approx(
            paused_s + (place - START) / 1000 / speed, abs=1e-6
        )


@given(
    turns=st.lists(
        st.tuples(st.booleans(), st.lists(st.integers(0, 100_000), min_size=1, max_size=5)),
        min_size=1,
        max_size=6,
    )
)
def test_no_turn_ever_lets_stamps_go_back(turns: list[tuple[bool, list[int]]]) -> None:
    player = Player(Pace(speed=0), 0.0, NOW)
    highest = -1
    for is_pass, instants in turns:
        stamps = [stamp for _, stamp in play(player, *sorted(instants))]
        assert stamps[0] > highest
        highest = stamps[-1]
        (player.rewind if is_pass else player.jump)()


@pytest.mark.parametrize(
    ("speed", "shift"), [(-1, False), (math.nan, False), (0, True), (math.inf, True)]
)
def test_a_pace_that_is_none_is_refused(speed: float, shift: bool) -> None:
    with pytest.raises(ValueError, match="speed"):
        Pace(speed=speed, shift_to_now=shift)
