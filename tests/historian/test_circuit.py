"""The circuit opens at a failure, is tried at growing intervals, and counts one outage as one."""

from random import Random

import pytest

from historian.circuit import Circuit, CircuitState, Pauses
from historian.port import HistorianRefusedError, HistorianUnavailableError

AWAY = HistorianUnavailableError("away")
REFUSED = HistorianRefusedError("401: unauthorized")
EVEN = Pauses(first_s=1, longest_s=10)


def closed_circuit(now: float = 0.0) -> Circuit:
    circuit = Circuit(now, EVEN, Random(1))
    circuit.succeed(now)
    return circuit


def test_nobody_knows_before_the_first_attempt():
    circuit = Circuit(100.0)
    assert (circuit.state, circuit.away_s(107)) == (CircuitState.HALF_OPEN, 7)
    assert circuit.tell(107) == "half_open for 7 s"
    circuit.succeed(108)
    assert (circuit.state, circuit.away_s(200), circuit.tell(200)) == ("closed", 0, "")


def test_it_opens_is_tried_and_closes():
    circuit = closed_circuit()
    pause = circuit.fail(AWAY, 50)
    assert (circuit.state, circuit.since, circuit.cause) == (CircuitState.OPEN, 50, "away")
    assert circuit.next_attempt == 50 + pause
    circuit.attempt()
    assert (circuit.state, circuit.next_attempt) == (CircuitState.HALF_OPEN, None)
    assert circuit.succeed(58) == 8
    assert (circuit.state, circuit.since, circuit.cause, circuit.failures) == ("closed", 58, "", 0)


def test_an_attempt_of_a_closed_circuit_changes_nothing():
    circuit = closed_circuit()
    circuit.attempt()
    assert circuit.closed
    assert circuit.succeed(9) == 0
    assert circuit.since == 0


def test_an_outage_is_one_however_it_fails_meanwhile():
    circuit = closed_circuit()
    for now, error in ((10, AWAY), (20, REFUSED), (90, AWAY)):
        circuit.fail(error, now)
        circuit.attempt()
        assert circuit.since == 10
    assert circuit.refused, "somebody was asked to act, and is until it works again"
    circuit.succeed(100)
    assert not circuit.refused
    circuit.fail(AWAY, 200)
    assert (circuit.since, circuit.refused) == (200, False)


def test_it_tells_people_how_it_stands():
    circuit = closed_circuit()
    pause = circuit.fail(REFUSED, 10)
    assert pause == 60
    assert circuit.tell(22) == "open for 12 s, next attempt in 48 s: 401: unauthorized"
    circuit.attempt()
    assert circuit.tell(71) == "half_open for 61 s: 401: unauthorized"


def test_an_error_without_words_is_called_by_its_kind():
    circuit = closed_circuit()
    circuit.fail(OSError(), 1)
    assert circuit.cause == "OSError"


@pytest.mark.parametrize("seed", range(20))
def test_pauses_grow_to_a_bound(seed):
    for failures, bound in enumerate((1, 2, 4, 8, 10, 10)):
        assert bound / 2 <= EVEN.choose(AWAY, failures, Random(seed)) <= bound
    assert EVEN.choose(AWAY, 10**6, Random(seed)) <= 10


def test_pauses_heed_the_store_and_a_refusal_waits_for_a_person():
    assert EVEN.choose(HistorianUnavailableError("busy", 77.0), 0, Random(1)) == 77
    assert EVEN.choose(HistorianUnavailableError("busy", 0.1), 5, Random(1)) >= 5
    assert EVEN.choose(REFUSED, 0, Random(1)) == 60
