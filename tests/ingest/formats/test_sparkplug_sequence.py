"""Numbers become positions; the model for any order of arrival is the list of what was sent."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.sparkplug_sequence import ROUND, WINDOW, Arrival, Sequence

UNTIL = 1_000


def begun(seq=0, ahead=None):
    sequence = Sequence()
    sequence.begin(seq, 0, ahead or {}, UNTIL)
    return sequence


def place(sequence, seq, sum_=None, *, until=UNTIL):
    return sequence.place(seq, seq + 1 if sum_ is None else sum_, until)


def test_in_order_nothing_is_missing_over_many_rounds():
    sequence = begun()
    for position in range(1, 1000):
        got = place(sequence, position % ROUND)
        assert got == (position, Arrival.EXPECTED, 0)
    assert sequence.next_due is None
    assert len(sequence.recent) <= WINDOW


@st.composite
def shuffled(draw):
    """Positions sent one by one, each late by at most 20; some lost, some again."""
    count = draw(st.integers(1, 600))
    random = draw(st.randoms(use_true_random=False))
    sent = [at for at in range(1, count) if random.random() > 0.05]
    sent += [at for at in sent if random.random() < 0.05]
    return sorted(sent, key=lambda at: at + 20 * random.random())


@given(shuffled())
def test_however_they_arrive_positions_are_those_of_sending(arrivals):
    sequence, came, newest = begun(), {0}, 0
    for at in arrivals:
        got = place(sequence, at % ROUND, at)
        assert got.position == at
        if at in came:
            assert got.arrival == Arrival.REPEATED
        elif at < newest:
            assert got.arrival == Arrival.FILLING
        else:
            assert got.arrival == (Arrival.EXPECTED if at == newest + 1 else Arrival.AHEAD)
        came.add(at)
        newest = max(newest, at)
        gone = {lost for lost in range(newest + 1) if lost not in came}
        assert set(sequence.missing) == {lost for lost in gone if lost > newest - WINDOW}


def test_what_is_waited_for_long_enough_is_given_up_and_may_still_come():
    sequence = begun()
    place(sequence, 3, until=50)
    assert sequence.next_due == 50
    assert sequence.expire(49) == set()
    assert sequence.expire(50) == {1, 2}
    assert sequence.next_due is None
    assert place(sequence, 1) == (1, Arrival.FILLING, 0)
    assert sequence.expire(10**9) == set()


def test_gaps_that_come_out_of_sight_are_lost():
    sequence = begun()
    place(sequence, 100)
    assert place(sequence, 200).lost == 200 - WINDOW
    assert len(sequence.missing) == WINDOW - 2


def test_a_number_that_fits_nowhere_begins_anew():
    sequence = begun()
    for seq in range(1, 6):
        place(sequence, seq)
    got = place(sequence, 3, sum_=99)
    assert got == (3 + ROUND, Arrival.ASTRAY, 3 + ROUND - 6)
    assert place(sequence, 4) == (4 + ROUND, Arrival.EXPECTED, 0)


def test_births_of_devices_that_overtook_the_nodes_are_counted():
    sequence = begun(seq=254, ahead={0: 7, 1: 8})
    assert set(sequence.missing) == {255}
    assert place(sequence, 1, 8).arrival == Arrival.REPEATED
    assert place(sequence, 255) == (255, Arrival.FILLING, 0)
    assert place(sequence, 2) == (ROUND + 2, Arrival.EXPECTED, 0)


def test_a_gap_over_number_nought_may_hide_a_birth():
    sequence = begun(seq=250)
    place(sequence, 253)
    assert not sequence.hides_birth
    place(sequence, 2)
    assert sequence.hides_birth
    place(sequence, 0)
    assert not sequence.hides_birth


def test_after_forgetting_the_next_one_is_the_first():
    sequence = begun()
    place(sequence, 9)
    sequence.forget()
    assert sequence.next_due is None
    assert place(sequence, 77) == (77, Arrival.EXPECTED, 0)


@given(st.lists(st.integers(0, 255), max_size=400))
def test_no_order_of_numbers_makes_it_grow(numbers):
    sequence, last = Sequence(), -1
    for seq in numbers:
        got = place(sequence, seq, len(numbers))
        assert got.position % ROUND == seq
        last = max(last, got.position)
        assert sequence.next == last + 1
        held = len(sequence.missing) + len(sequence.given_up) + len(sequence.recent)
        assert held <= 3 * WINDOW
