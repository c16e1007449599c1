"""Every scenario of ``tests/scenarios``, run in several cuts that must not matter.

All at once and reading by reading, with empty ticks between; a scenario with gateways live, in
steps of half a second.
"""

from collections.abc import Callable, Iterator, Sequence

import pytest

from detectors.bank import Bank
from detectors.verdict import Changes
from plant.condition import Condition, Priority
from plant.reading import Instant, Mark
from tests.detectors.live import Live
from tests.detectors.notation import T0, Scenario, read_scenarios
from tests.detectors.plants import situation
from tests.detectors.streams import flatten, list_holds, newest
from tests.detectors.twin import Expected, Hold, Reading, in_order, make_batch

STEP = 500
SCENARIOS = list(read_scenarios())
LIVE = [scenario for scenario in SCENARIOS if scenario.plant.gateways]
RECORDED = [scenario for scenario in SCENARIOS if not scenario.plant.gateways]
NOT_FROM_READINGS = {Condition.SYSTEM}
BY_A_NEW_PLANT = {(Condition.PROOF_TEST_OVERDUE, False)}
"""What no reading brings about; :mod:`tests.detectors.test_interlock_renewal` shows it."""
Tick = tuple[Instant, Sequence[Reading]]


def at_once(scenario: Scenario) -> Iterator[Tick]:
    yield scenario.end + 1, scenario.readings


def one_by_one(scenario: Scenario) -> Iterator[Tick]:
    for place, reading in enumerate(scenario.readings, start=1):
        yield newest(scenario.readings[:place]), [reading]
    yield scenario.end + 1, []


def with_empty_ticks(scenario: Scenario) -> Iterator[Tick]:
    """Every half second, a scenario of hours in longer steps."""
    clock, step = T0, max(STEP, (scenario.end - T0) // 1000)
    for instant, tick in one_by_one(scenario):
        while clock <= instant:
            yield clock, []
            clock += step
        yield instant, tick


@pytest.mark.parametrize("cut", [at_once, one_by_one, with_empty_ticks])
@pytest.mark.parametrize("scenario", RECORDED, ids=lambda scenario: scenario.name)
def test_recorded(scenario: Scenario, cut: Callable[[Scenario], Iterator[Tick]]) -> None:
    bank = Bank(scenario.plant, scenario.start)
    found: list[Expected] = []
    reasons: dict[str, str] = {}
    holds: list[Hold] = []
    for clock, tick in cut(scenario):
        changes = bank.judge(make_batch(tick), situation(scenario.plant, clock))
        holds += list_holds(bank)
        found += (told := flatten(bank, changes))
        reasons |= {told[place].alarm: reason for place, reason in changes.reasons.items()}

    assert in_order(found) == in_order(scenario.expected)
    assert holds == scenario.holds
    for alarm, words in scenario.reasons.items():
        assert words in reasons[alarm]
    for unit, alarms in scenario.first_out.items():
        assert bank.first_out(unit) == alarms


@pytest.mark.parametrize("restarted", [False, True], ids=["", "restarted"])
@pytest.mark.parametrize("scenario", LIVE, ids=lambda scenario: scenario.name)
def test_live(scenario: Scenario, restarted: bool) -> None:
    live = Live(scenario.plant, scenario.start, scenario.gateway_of)
    found: list[Expected] = []
    priorities: dict[str, str] = {}
    for changes in run_live(live, scenario, restarted=restarted):
        found += (told := flatten(live.bank, changes))
        for change, priority in zip(told, changes.priority.tolist(), strict=True):
            if change.active:
                priorities[change.alarm] = Priority(priority).word

    assert in_order(found) == in_order(scenario.expected)
    assert live.holds == scenario.holds
    assert scenario.priorities.items() <= priorities.items()


def run_live(live: Live, scenario: Scenario, *, restarted: bool) -> Iterator[Changes]:
    """The scenario as time passes, if asked with a new bank that takes up the old one's state.

    Standing values are judged anew each time, and have nothing to say.
    """
    instants = {*range(T0, scenario.end + 1, STEP), scenario.end + 1}
    for now in sorted(instants.union(reading.time for reading in scenario.readings)):
        if restarted:
            yield live.restart()
        for link in scenario.links:
            if link.time == now:
                live.note(link.name, link.word, now)
        yield live.tick(now, [reading for reading in scenario.readings if reading.time == now])


def test_scenarios_show_every_condition_raised_and_returned() -> None:
    shown = {
        (change.alarm.split(":")[1], change.active)
        for scenario in SCENARIOS
        for change in scenario.expected
    }
    conditions = set(Condition) - NOT_FROM_READINGS

    every = {(condition, active) for condition in conditions for active in (True, False)}
    assert shown == every - BY_A_NEW_PLANT


def test_scenarios_show_every_mark_of_a_verdict() -> None:
    shown = {change.marks for scenario in SCENARIOS for change in scenario.expected}

    assert shown >= {Mark.UNCERTAIN, Mark.FORCED, Mark.LAST_KNOWN, Mark.POSSIBLY_BEYOND}


def test_scenarios_are_many_and_each_has_a_title_of_its_own_in_both_languages() -> None:
    chinese, english = zip(*(scenario.titles for scenario in SCENARIOS), strict=True)

    assert len(SCENARIOS) >= 120
    assert len(set(chinese)) == len(set(english)) == len(SCENARIOS)
    assert all(any("一" <= letter <= "鿿" for letter in title) for title in chinese)
    assert all(title.isascii() for title in english)
