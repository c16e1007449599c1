"""The table of what a scenario may order: whole, one meaning a word, and documented."""

import re

import pytest

from simulators.actions import ACTS, SPECS, Action, find_deed
from simulators.gateway_faults import GatewayFaultKind
from simulators.sensors.fault import FaultKind
from tests.conftest import ROOT


def test_every_action_and_fault_has_a_spec_and_a_word_of_its_own():
    deeds = [*Action, *FaultKind, *GatewayFaultKind]
    assert len({str(deed) for deed in deeds}) == len(deeds)
    assert set(SPECS) == set(deeds)
    assert set(SPECS) >= ACTS
    assert all(find_deed(str(deed)) is deed for deed in deeds)


def test_what_varies_is_a_number_that_every_event_names():
    for spec in SPECS.values():
        assert spec.varies <= spec.keys.keys()
        assert all(spec.keys[key] is None for key in spec.varies)


def test_a_word_that_is_no_action_is_answered_with_the_known_ones():
    with pytest.raises(ValueError, match=r"explode is no action; there are .*fill"):
        find_deed("explode")


@pytest.mark.parametrize("guide", ["scenarios.md", "scenarios.zh-CN.md"])
def test_the_guide_s_table_names_every_action(guide):
    text = (ROOT / "docs" / guide).read_text(encoding="utf-8")
    table = text[text.index("| `fill`") :]
    told = {
        word
        for line in table.splitlines()
        if line.startswith("|")
        for word in re.findall(r"`([a-z_]+)`", line.split("|")[1])
    }
    assert told == set(Action)
