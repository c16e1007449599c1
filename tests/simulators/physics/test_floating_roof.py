from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.physics.floating_roof import FloatingRoof, has_landed, height_m, move, space_m3

ROOF = FloatingRoof(area_m2=346.4, legs_m=1.8)  # 5,000 m³: 21 m across


def test_the_roof_floats_until_it_stands_on_its_legs() -> None:
    assert (height_m(ROOF, 5.0), has_landed(ROOF, 5.0)) == (5.0, False)
    assert (height_m(ROOF, 1.2), has_landed(ROOF, 1.2)) == (1.8, True)
    assert space_m3(ROOF, 5.0) == 0
    assert space_m3(ROOF, 1.2) == pytest.approx(208, abs=0.5)


def test_drawing_below_the_legs_draws_air_in_and_filling_pushes_it_out() -> None:
    down, up = move(ROOF, 2.0, 1.3), move(ROOF, 1.3, 4.0)
    assert down.drawn_in_m3 == pytest.approx(173.2)
    assert up.pushed_out_m3 == pytest.approx(173.2)
    assert move(ROOF, 8.0, 3.0).drawn_in_m3 == 0


@given(levels=st.lists(st.floats(0, 14), min_size=2, max_size=20))
def test_what_is_below_the_roof_is_what_came_in_less_what_went_out(levels: list[float]) -> None:
    balance = space_m3(ROOF, levels[0])
    for before, after in pairwise(levels):
        landing = move(ROOF, before, after)
        balance += landing.drawn_in_m3 - landing.pushed_out_m3
    assert balance == pytest.approx(space_m3(ROOF, levels[-1]), abs=1e-6)
