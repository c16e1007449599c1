"""What a scenario orders reaches the rooms as commands, once, and is undone when it ends."""

from itertools import pairwise

import numpy as np
import pytest

from plant.directory import read_plant
from simulators.actions import ACTS, SPECS, Action
from simulators.direction import direct
from simulators.physics.physics_file import read_physics
from simulators.physics.process import Process
from simulators.scenario import Happening
from simulators.shipped import PARKS


@pytest.fixture(scope="module")
def yangtze():
    plant = read_plant(PARKS / "yangtze")
    return plant, read_physics(PARKS / "yangtze", plant)


@pytest.fixture
def process(yangtze):
    return Process(*yangtze, start_percent={})


def happen(action, target, since_s=10.0, for_s=50.0, **figures):
    own = {key: usual for key, usual in SPECS[action].keys.items() if usual is not None}
    until_s = since_s if action in ACTS else since_s + for_s
    return Happening(action, target, since_s, until_s, own | figures)


def tell(process, happening, *instants):
    """Direct over steps that end at these instants, one after the other."""
    after_s, nothing = -np.inf, np.zeros(0)
    for until_s in instants:
        direct(process, [happening], after_s, until_s, nothing)
        after_s = until_s


@pytest.mark.parametrize(
    ("action", "target", "figures", "look", "before", "during"),
    [
        (
            Action.BYPASS,
            "T-IL501",
            {},
            lambda p: p.safety.logic("T-IL501").bypassed,
            False,
            True,
        ),
        (
            Action.FAILS_TO_ACT,
            "T-IL501",
            {},
            lambda p: p.safety.logic("T-IL501").fails,
            False,
            True,
        ),
        (
            Action.MAINS_LOST,
            "tonghe",
            {},
            lambda p: p.utilities.supplies()["tonghe"].mains,
            True,
            False,
        ),
    ],
)
def test_what_lasts_is_undone_at_its_end(process, action, target, figures, look, before, during):
    event = happen(action, target, **figures)
    seen = []
    for after_s, until_s in pairwise((-np.inf, 9.0, 10.0, 59.0, 60.0)):
        direct(process, [event], after_s, until_s, np.zeros(0))
        seen.append(look(process))
    assert seen == [before, during, during, before]


def test_a_step_in_which_an_event_begins_and_ends_leaves_things_as_they_were(process):
    tell(process, happen(Action.BYPASS, "T-IL501", since_s=10.0, for_s=1.0), 5.0, 20.0)
    assert not process.safety.logic("T-IL501").bypassed


def test_acts_are_done_once_and_stay_done(process):
    assert not process.machines.drive("Y-YL101A").on
    tell(process, happen(Action.START, "Y-YL101A"), 9.0, 10.0, 70.0)
    assert process.machines.drive("Y-YL101A").on
    process.machines.stop("Y-YL101A")
    direct(process, [happen(Action.START, "Y-YL101A")], 70.0, 80.0, np.zeros(0))
    assert not process.machines.drive("Y-YL101A").on


def test_one_event_may_follow_on_another_of_its_kind(process):
    first = happen(Action.FLOW, "gasoline-receipt", 10.0, 10.0, flow_m3h=100.0)
    second = happen(Action.FLOW, "gasoline-receipt", 20.0, 10.0, flow_m3h=200.0)
    for after_s, until_s in ((9.0, 10.0), (10.0, 20.0)):
        direct(process, [second, first], after_s, until_s, np.zeros(0))
    assert process.lines.asked_m3h("gasoline-receipt") == 200.0
    direct(process, [second, first], 20.0, 30.0, np.zeros(0))
    assert process.lines.asked_m3h("gasoline-receipt") == 0.0  # as at the start


def test_every_action_that_lasts_in_the_process_has_its_end(process):
    """Whatever a room was told for a while it is told the contrary of afterwards."""
    targets = {
        Action.FLOW: ("gasoline-receipt", {"flow_m3h": 5.0}),
        Action.HOLE: ("Y-TK101A", {"diameter_mm": 20.0}),
        Action.STICK: ("Y-XV101A", {}),
        Action.FEED_LOST: ("H-N2", {}),
        Action.HEADER_LEAK: ("H-N2", {"leak_nm3h": 100.0}),
        Action.MAINS_LOST: ("haiyuan", {}),
        Action.MANUAL: ("T-R301", {}),
        Action.BYPASS: ("T-IL301", {}),
        Action.FAILS_TO_ACT: ("T-IL301", {}),
    }
    park_s_own = {Action.FILL, Action.DRAW, Action.LEAK, Action.STORM, Action.SET}
    gateways = {Action.GATEWAY_DOWN, Action.GATEWAY_SILENT}
    assert set(targets) == set(Action) - ACTS - park_s_own - gateways
    for action, (target, figures) in targets.items():
        tell(process, happen(action, target, **figures), 9.0, 10.0, 60.0)
