"""NAMUR NE 43 for tags in engineering units and for currents."""

from dataclasses import replace

import pytest

from plant.condition import Condition
from plant.signal_ranges import UNBOUNDED, find_signal_range, name_provenance
from tests.detectors.plants import make_tag


@pytest.mark.parametrize(
    ("low", "high", "sound", "measured"),
    [
        (4, 20, (3.6, 21.0), (3.8, 20.5)),
        (0, 100, (-2.5, 106.25), (-1.25, 103.125)),
        (-20, 120, (-23.5, 128.75), (-21.75, 124.375)),
        (0.0, 0.4, (-0.01, 0.425), (-0.005, 0.4125)),
    ],
)
def test_the_bands_of_a_range_are_those_of_the_current(low, high, sound, measured):
    found = find_signal_range(make_tag("T", range_lo=low, range_hi=high))
    assert (found.sound, found.measured) == (sound, measured)


def test_a_current_needs_no_range_of_its_own():
    assert find_signal_range(make_tag("T", unit="mA")).sound == (3.6, 21.0)
    assert find_signal_range(make_tag("T", unit="mA", range_lo=0, range_hi=20)).sound == (
        -0.5,
        21.25,
    )


def test_without_a_whole_range_and_for_contacts_there_is_no_band():
    assert find_signal_range(make_tag("T")) == UNBOUNDED
    assert find_signal_range(make_tag("T", range_hi=100)) == UNBOUNDED
    assert find_signal_range(make_tag("T", range_lo=5, range_hi=5)) == UNBOUNDED
    contact = make_tag("T", alarm_on=1, range_lo=0, range_hi=1)
    assert find_signal_range(contact) == UNBOUNDED
    assert Condition.DIGITAL in contact.alarms
    assert find_signal_range(replace(contact, alarms={})) != UNBOUNDED


def test_where_the_numbers_come_from_is_told():
    assert name_provenance().standard == "NAMUR NE 43"
    assert name_provenance().trust == "secondary"
