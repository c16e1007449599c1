"""What is kept of interlocks: instants of what is not at rest, and of nothing else."""

from detectors.interlock_states import InputStates
from plant.reading import LONG_AGO, NEVER
from tests.detectors.live import Live, tick
from tests.detectors.plants import make_plant, make_tag


def test_what_is_not_another_instant_takes_no_row() -> None:
    states = InputStates.of(3)

    states.due[1], states.onset[1] = int(NEVER), int(LONG_AGO)
    assert len(states.times) == 0

    states.onset[1] = 5
    assert (states.due[1], states.onset[1], states.met[1]) == (NEVER, 5, LONG_AGO)
    assert len(states.times) == 1


def test_one_back_at_rest_knows_no_instant() -> None:
    states = InputStates.of(3)
    states.due[0], states.due[2] = 7, 4

    assert (states.due.min(), states.due.read(slice(1, 3)).tolist()) == (4, [NEVER, 4])

    states.rest(2)
    assert (states.due.min(), states.due[2]) == (7, NEVER)


def test_a_plant_at_rest_keeps_no_instants_of_inputs() -> None:
    lock = {
        "causes": [{"source": "LT", "condition": "HH", "delay_s": 5}],
        "effects": [{"tag": "XV", "expected": 0, "travel_s": 10}],
    }
    live = Live(make_plant(make_tag("LT", hh=90), make_tag("XV"), interlocks={"IL": lock}))

    def count() -> int:
        return len(live.bank.save()["kinds/interlocks/inputs/times/thing"])

    tick(live, 0, 50, 1)
    assert count() == 0
    tick(live, 1, 91)
    assert count() == 1, "the cause waits"
    tick(live, 7, 91)
    assert count() == 2, "the effect travels"
    tick(live, 8, 50, 0)
    tick(live, 9, 50, 1)
    assert count() == 0, "the causes are gone and the valve is let go"
