import pytest

from plant.words import Plant
from simulators.physics.shown import clip, show_kpa, show_metres


def test_pressures_and_lengths_are_shown_in_the_tags_unit() -> None:
    assert show_kpa(850, "MPa") == pytest.approx(0.85)
    assert show_kpa(0.3, "kPa") == 0.3
    assert show_kpa(100, "bar") == pytest.approx(1)
    assert show_metres(13.2, "mm") == pytest.approx(13_200)
    assert show_metres(13.2, "%") is None


def test_an_instrument_shows_nothing_beyond_its_range(yangtze: Plant) -> None:
    level = yangtze.tags[yangtze.row_of["Y-LT201A1"]]
    assert [clip(value, level) for value in (-3, 50, 104)] == [0, 50, 100]
    switch = yangtze.tags[yangtze.row_of["Y-LSHH201A"]]
    assert clip(7, switch) == 7
