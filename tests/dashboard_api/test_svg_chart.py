"""Charts: where things are put, and that nothing breaks out of its text."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard_api.svg_chart import (
    Axes,
    choose_clock_ticks,
    choose_ticks,
    draw,
    draw_band,
    draw_bar,
    draw_curve,
    draw_frame,
    draw_text,
    hold,
)

AXES = Axes(10, 20, 100, 50, 0, 10, 0, 5)
HOUR, DAY = 3_600_000, 86_400_000


@pytest.mark.parametrize("x, y, place", [(0, 0, (10, 70)), (10, 5, (110, 20)), (5, 1, (60, 60))])
def test_values_have_their_place(x, y, place):
    assert (AXES.place_x(x), AXES.place_y(y)) == place


def test_what_lies_beyond_the_edges_is_put_on_them():
    assert (AXES.place_x(-9), AXES.place_x(99), AXES.place_y(99)) == (10, 110, 20)


@pytest.mark.parametrize(
    "low, high, ticks",
    [
        (0, 10, [0, 2, 4, 6, 8, 10]),
        (74.2, 95.1, [75, 80, 85, 90, 95]),
        (0, 0.05, [0, 0.01, 0.02, 0.03, 0.04, 0.05]),
        (-3, 3, [-2, 0, 2]),
        (5, 5, [5]),
    ],
)
def test_ticks_are_round(low, high, ticks):
    assert choose_ticks(low, high) == ticks


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_ticks_lie_within_and_are_few(low, span):
    ticks = choose_ticks(low, low + span)
    assert len(ticks) <= 6
    assert all(low - 1e-6 * span <= tick <= low + span * (1 + 1e-6) for tick in ticks)


def test_clock_ticks_are_round_on_the_clock_that_is_shown():
    beijing = 8 * HOUR
    assert choose_clock_ticks(0, DAY, beijing) == [HOUR * n for n in range(0, 25, 4)]
    assert choose_clock_ticks(0, 12 * HOUR, beijing) == [HOUR * n for n in range(0, 13, 2)]


@given(st.integers(0, 2**41), st.integers(1000, 400 * DAY))
def test_clock_ticks_lie_within(start, span):
    ticks = choose_clock_ticks(start, start + span, 8 * HOUR)
    assert all(start <= tick <= start + span for tick in ticks)


def test_a_curve_breaks_at_gaps_and_shows_a_lonely_point():
    told = list(draw_curve(AXES, [(0, 0), (1, 1), (2, None), (3, 2)], "value"))
    assert told == [
        '<polyline points="10,70 20,60" class="value"/>',
        '<circle cx="40" cy="50" r="2" class="dot value"/>',
    ]


def test_a_band_lies_between_two_lines():
    (told,) = draw_band(AXES, [(0, 0), (1, 0)], [(0, 5), (1, 5)], "band")
    assert told == '<polygon points="10,70 20,70 20,20 10,20" class="band"/>'


def test_a_reading_holds_until_the_next():
    assert hold([(0, 1.0), (4, 2.0)], 9) == [(0, 1.0), (4, 1.0), (4, 2.0), (9, 2.0)]
    assert hold([], 9) == []


@given(st.text("<>&\"'x ", min_size=1, max_size=30))
def test_no_text_becomes_markup(text):
    picture = draw(100, 50, text, [draw_text(1, 2, text), draw_bar(0, 0, 1, 1, "bar", text)])
    found = ET.fromstring(picture)  # noqa: S314 - our own
    assert [one.tag for one in found.iter()] == ["svg", "text", "rect", "title"]
    assert found.attrib["aria-label"] == text


def test_a_frame_has_its_numbers_at_the_left():
    told = "".join(draw_frame(AXES, [(5, "12:00")]))
    assert told.count("<text") == 7
    assert "12:00" in told
