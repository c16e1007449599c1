"""What was set aside costs no full look any more, and what comes later is still collected."""

import gc
import weakref

import pytest

from hazardwatch.heap import YOUNG, holding_off, set_aside


class Knot:
    """Refers to itself: only the collector frees it."""

    def __init__(self):
        self.me = self


@pytest.fixture(autouse=True)
def collector():
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.parametrize("thoroughly", [True, False])
def test_what_there_is_is_not_looked_at_again(thoroughly):
    kept = [[] for _ in range(5_000)]
    set_aside(thoroughly=thoroughly)
    assert gc.get_freeze_count() > len(kept)
    assert not any(one is kept[0] for one in gc.get_objects())
    assert gc.get_threshold()[0] == YOUNG


def test_what_comes_later_is_collected_and_garbage_of_before_only_when_it_is_looked_for():
    early, late = [], []
    early.append(weakref.ref(Knot()))
    set_aside(thoroughly=True)
    late.append(weakref.ref(Knot()))
    gc.collect()
    assert [one() for one in early + late] == [None, None]


def test_what_nothing_refers_to_goes_although_it_was_set_aside():
    one = Knot()
    one.me = None
    told = weakref.ref(one)
    set_aside(thoroughly=False)
    del one
    assert told() is None


def test_a_start_is_not_looked_at_until_it_is_over_however_it_ends():
    with holding_off():
        assert not gc.isenabled()
        set_aside(thoroughly=False)
        assert gc.isenabled()
    with pytest.raises(SystemExit), holding_off():
        raise SystemExit
    assert gc.isenabled()
