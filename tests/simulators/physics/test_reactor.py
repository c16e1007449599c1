import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.physics.reactor import (
    Charge,
    Reactor,
    Service,
    gauge_pressure_kpa,
    heat_j,
    rate_mol_m3_s,
    steady_coolant_m3_s,
    work,
)

POT = Reactor(volume_m3=10)
STEADY = Charge(reactant_mol_m3=5000, temperature_c=350 - 273.15, jacket_c=300 - 273.15)
COOLANT_C = 20.0
COOLED = Service(coolant_m3_s=steady_coolant_m3_s(POT, STEADY, COOLANT_C), coolant_c=COOLANT_C)


def hold(charge: Charge, seconds: int, gain: float = 0.05) -> Charge:
    """Run under a proportional controller of the coolant."""
    for _ in range(seconds):
        error = charge.temperature_c - STEADY.temperature_c
        flow = COOLED.coolant_m3_s * min(3.0, max(0.0, 1.0 + gain * error * 20))
        charge = work(POT, charge, Service(1.0, flow, COOLANT_C), 1.0).charge
    return charge


def test_the_textbooks_steady_state_is_one() -> None:
    """Half converted at 350 K in one residence time: k τ = 1, and 694 kW for 10 m³."""
    assert rate_mol_m3_s(POT, STEADY) == pytest.approx(5000 / 3600, rel=0.01)
    duty_w = POT.transfer_w_m3_k * POT.volume_m3 * 50
    assert duty_w == pytest.approx(694e3, rel=0.001)
    later = work(POT, STEADY, COOLED, 60).charge
    assert later.temperature_c == pytest.approx(STEADY.temperature_c, abs=0.1)
    assert 60 < COOLED.coolant_m3_s * 3600 < 100  # m³/h: an ordinary pump


def test_its_controller_holds_it_for_hours() -> None:
    nudged = Charge(5000, STEADY.temperature_c + 0.5, STEADY.jacket_c)
    assert hold(nudged, 7200).temperature_c == pytest.approx(STEADY.temperature_c, abs=1.5)


def test_without_cooling_it_runs_away_within_half_an_hour() -> None:
    """Adiabatic rise: 5·10⁴ J/mol · 10 kmol/m³ / (1000 kg/m³ · 2390 J/(kg K)) = 209 K."""
    charge, minutes = STEADY, []
    for _ in range(40):
        charge = work(POT, charge, Service(coolant_m3_s=0.0), 60).charge
        minutes.append(charge.temperature_c)
    assert minutes[4] - STEADY.temperature_c < 10  # time to react
    assert max(minutes) > 160
    assert max(minutes) < STEADY.temperature_c + 209
    assert gauge_pressure_kpa(POT, charge) > 1000


def test_cutting_the_feed_and_full_cooling_quench_it_in_time() -> None:
    charge = STEADY
    for _ in range(5):
        charge = work(POT, charge, Service(coolant_m3_s=0.0), 60).charge
    for _ in range(120):
        full = Service(0.0, 3 * COOLED.coolant_m3_s, COOLANT_C)
        charge = work(POT, charge, full, 60).charge
    assert charge.temperature_c < STEADY.temperature_c


def test_the_short_stop_ends_a_runaway_that_has_begun_and_the_feed_washes_it_out() -> None:
    charge = STEADY
    for _ in range(10):
        charge = work(POT, charge, Service(coolant_m3_s=0.0), 60).charge
    begun_c = charge.temperature_c
    assert begun_c > STEADY.temperature_c + 5
    stopped = Service(feed_share=0.0, coolant_m3_s=0.0, short_stop=1.0)
    caught = work(POT, charge, stopped, 600).charge
    assert caught.temperature_c < begun_c + 5
    assert rate_mol_m3_s(POT, caught) < 0.05 * rate_mol_m3_s(POT, charge)
    washed = work(POT, caught, COOLED, 3600).charge
    assert washed.stopped == pytest.approx(caught.stopped / 2.72, rel=0.02)


def test_a_standing_agitator_is_a_loss_of_cooling_too() -> None:
    charge = STEADY
    for _ in range(40):
        charge = work(POT, charge, Service(1.0, COOLED.coolant_m3_s, 20, stirred=False), 60).charge
    assert charge.temperature_c > 140


SERVICES = st.builds(Service, st.floats(0, 2), st.floats(0, 0.2), st.floats(5, 40), st.booleans())


@given(steps=st.lists(st.tuples(SERVICES, st.floats(0.01, 5)), min_size=1, max_size=5))
def test_heat_is_conserved(steps: list[tuple[Service, float]]) -> None:
    charge, balance = STEADY, heat_j(POT, STEADY)
    for service, dt_s in steps:
        step = work(POT, charge, service, dt_s)
        charge = step.charge
        balance += step.reacted_j - step.cooled_j - step.carried_j
    assert heat_j(POT, charge) == pytest.approx(balance, rel=1e-9)


@pytest.mark.parametrize("dt_s", [0.01, 60.0, 1e4, 1e7])
@pytest.mark.parametrize("feed_share", [0.0, 1.0, 2.0])
@pytest.mark.parametrize("coolant_m3_s", [0.0, 0.02, 1.0])
def test_any_step_is_stable(dt_s: float, feed_share: float, coolant_m3_s: float) -> None:
    charge = work(POT, STEADY, Service(feed_share, coolant_m3_s, 10.0), dt_s).charge
    assert 0 <= charge.reactant_mol_m3 <= 10_000
    assert 9 < charge.temperature_c < STEADY.temperature_c + 209 * 1.5
    assert 9 < charge.jacket_c < STEADY.temperature_c + 209 * 1.5


@pytest.mark.parametrize("dt_s", [0.1, 0.5, 5.0, 30.0, 60.0])
def test_the_length_of_the_step_hardly_shows(dt_s: float) -> None:
    charge = STEADY
    for _ in range(round(600 / dt_s)):
        charge = work(POT, charge, Service(coolant_m3_s=0.0), dt_s).charge
    reference = work(POT, STEADY, Service(coolant_m3_s=0.0), 600).charge
    assert charge.temperature_c == pytest.approx(reference.temperature_c, abs=0.3)
