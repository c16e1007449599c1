import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.physics.line_up import End, Line, run

UNLOADING = Line(
    "receipt",
    sources=(End(),),
    destinations=(End("TK1", "XV1"), End("TK2", "XV2")),
    flow_m3h=340,
)
TRANSFER = Line(
    "transfer",
    sources=(End("TK1", "XV3"), End("TK2", "XV4")),
    destinations=(End("TK3", ""),),
    flow_m3h=200,
    valves=("FV1",),
    machine="P1",
)
TO_FIRST = {"XV1": 1.0, "XV2": 0.0}


def test_a_line_up_says_where_the_product_goes() -> None:
    """340 m³/h for a minute are 5.667 m³: 16 mm in a tank of 21 m."""
    right = run(UNLOADING, 340, TO_FIRST, 1.0, {}, 60)
    assert right.got_m3 == (pytest.approx(5.667, abs=0.001), 0.0)
    assert pytest.approx(16.4, abs=0.1) == 5.667 / 346.4 * 1000
    wrong = run(UNLOADING, 340, {"XV1": 0.0, "XV2": 1.0}, 1.0, {}, 60)
    assert wrong.got_m3 == (0.0, pytest.approx(5.667, abs=0.001))


def test_two_open_valves_share_and_none_stops_it() -> None:
    both = run(UNLOADING, 340, {"XV1": 1.0, "XV2": 1.0}, 1.0, {}, 60)
    assert both.got_m3[0] == pytest.approx(both.got_m3[1])
    assert both.moved_m3 == pytest.approx(5.667, abs=0.001)
    assert run(UNLOADING, 340, {"XV1": 0.0, "XV2": 0.0}, 1.0, {}, 60).moved_m3 == 0


def test_the_narrowest_of_a_line_and_its_machine_say_how_much() -> None:
    held = {"TK1": 1000.0, "TK2": 1000.0}
    throttled = run(TRANSFER, 200, {"XV3": 1, "XV4": 0, "FV1": 0.4}, 1.0, held, 3600)
    assert throttled.moved_m3 == pytest.approx(80)
    assert run(TRANSFER, 200, {}, 0.0, held, 3600).moved_m3 == 0


def test_an_empty_source_gives_nothing_and_the_other_its_share() -> None:
    dry = run(TRANSFER, 200, {"XV3": 1, "XV4": 1}, 1.0, {"TK1": 0.0, "TK2": 1000.0}, 3600)
    assert dry.given_m3 == (0.0, pytest.approx(100))


OPENINGS = st.fixed_dictionaries({name: st.floats(0, 1) for name in ("XV3", "XV4", "FV1")})
HELD = st.fixed_dictionaries({name: st.floats(0, 50) for name in ("TK1", "TK2")})


@given(openings=OPENINGS, held=HELD, dt_s=st.floats(0.1, 3600), speed=st.floats(0, 1))
def test_what_is_given_is_what_is_got_and_nobody_gives_more_than_he_has(
    openings: dict[str, float], held: dict[str, float], dt_s: float, speed: float
) -> None:
    flows = run(TRANSFER, 200, openings, speed, held, dt_s)
    assert sum(flows.given_m3) == pytest.approx(sum(flows.got_m3), abs=1e-12)
    assert flows.given_m3[0] <= held["TK1"] + 1e-12
    assert flows.given_m3[1] <= held["TK2"] + 1e-12
    assert min(*flows.given_m3, *flows.got_m3) >= 0
