"""What a load says, heard by the platform's own cores: every frame in every form."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plant.directory import read_plant
from simulators.load.forms import FORMS, LoadForm
from simulators.load.senders import plan_senders
from simulators.load.turns import Turns
from tests.simulators.load.plants import (
    T0,
    Listener,
    list_raised,
    list_returned,
    make_load_plant,
)

VALUES = LoadForm.JSON_VALUES


def open_turns(plant, form=VALUES, batch=1, **how):
    return [Turns(sender, form, batch, "b1", **how) for sender in plan_senders(plant, form)]


@pytest.mark.parametrize("form", LoadForm)
def test_every_reading_is_taken_and_every_excursion_is_an_alarm_of_its_own(tmp_path, form):
    plant = make_load_plant(tmp_path, form, gateways=2, tags=12)
    batch = min(3, FORMS[form].most)
    turns, listener = open_turns(plant, form, batch), Listener(plant)
    step = 10
    greeted = listener.hear([frame for each in turns for frame in each.greet(T0)], T0)
    assert not greeted.refusals
    assert not list_raised(greeted.entries)
    raised, returned, expected = list[str](), list[str](), list[str]()
    for number in range(60):
        now = T0 + (number + 1) * step
        frame = turns[number % 2].write(now, beyond=number % 4 == 0)
        turn = listener.hear([frame], now)
        assert not turn.refusals
        expected += [frame.beyond.alarm] if frame.beyond else []
        raised += list_raised(turn.entries)
        returned += list_returned(turn.entries)
    assert len(expected) > 5
    assert raised == expected
    farewell = listener.hear(
        [frame for each in turns for frame in each.settle(T0 + 70 * step)], T0 + 71 * step
    )
    returned += list_returned(farewell.entries)
    assert sorted(returned) == sorted(raised)
    counters = listener.cores.admission.counters.values()
    assert sum(one.readings for one in counters) == sum(each.readings for each in turns)
    assert sum(one.duplicates + one.conflicts + one.late for one in counters) == 0


def test_an_alarm_names_the_reading_that_raised_it(tmp_path):
    plant = make_load_plant(tmp_path)
    turns, listener = open_turns(plant)[0], Listener(plant)
    listener.hear(turns.greet(T0), T0)
    frame = turns.write(T0 + 500, beyond=True)
    (entry,) = listener.hear([frame], T0 + 507).entries
    assert (entry.alarm, entry.source) == (frame.beyond.alarm, frame.beyond.source)


@pytest.fixture(scope="module")
def plant(tmp_path_factory):
    return make_load_plant(tmp_path_factory.mktemp("load"), gateways=1, tags=10)


@given(
    batch=st.integers(1, 10),
    gaps=st.lists(st.integers(0, 3), min_size=1, max_size=60),
    sampled=st.integers(1, 10),
)
def test_no_reading_repeats_anothers_time_however_fast_they_follow(plant, batch, gaps, sampled):
    (turns,) = open_turns(plant, batch=batch, sampled=sampled)
    ts = T0
    turns.greet(ts)
    for number, gap in enumerate(gaps):
        ts += gap
        turns.write(ts, beyond=number % 3 == 0)
    turns.settle(ts)
    assert turns.kept
    for kept in turns.kept.values():
        assert kept.times == sorted(set(kept.times))
        assert len(kept.times) == len(kept.values) >= 2


@given(beyond=st.lists(st.booleans(), min_size=1, max_size=80), batch=st.integers(1, 10))
def test_a_tag_is_calm_between_two_excursions(plant, beyond, batch):
    (turns,) = open_turns(plant, batch=batch, sampled=10)
    turns.greet(T0)
    for number, wish in enumerate(beyond):
        turns.write(T0 + number, beyond=wish)
    for place, kept in turns.kept.items():
        high = turns.sender.excursions[place].value
        assert not any(one == other == high for one, other in pairwise(kept.values))


def test_a_tag_that_can_raise_nothing_at_once_raises_nothing(tmp_path):
    (turns,) = open_turns(read_plant(make_files(tmp_path)))
    wishes = [turns.write(T0 + number, beyond=True).beyond for number in range(5)]
    assert [wish.alarm if wish else "" for wish in wishes] == ["A:H", "", "", "", "A:H"]


def make_files(folder):
    (folder / "plant.toml").write_text(
        '[park]\nid = "P"\nname = "园"\n[[enterprise]]\nid = "e"\nname = "甲"\n'
        '[[hazard]]\nid = "H1"\nenterprise = "e"\nname = "罐区"\n'
        '[[equipment]]\nid = "V"\nhazard = "H1"\nkind = "tank"\nname = "罐"\n'
        '[[gateway]]\nid = "g"\nenterprise = "e"\nsimulation = true\n',
        encoding="utf-8",
    )
    (folder / "tags.csv").write_text(
        "tag,equipment,kind,unit,h,on_delay_s\nA,V,level,%,80,\nB,V,level,%,80,5\n",
        encoding="utf-8",
    )
    return folder
