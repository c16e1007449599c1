"""Whole days of the park yangtze, as a process engineer would check them by hand."""

from collections import Counter

import numpy as np
import pytest

from plant.condition import Condition
from plant.words import Plant
from simulators.calm import rest
from simulators.physics.physics_file import Physics
from simulators.physics.process import Process
from simulators.physics.weather import Air

AIR = Air(wind_m_s=3, wind_from_deg=135, temperature_c=22, humidity_percent=60)
SIGNS = {
    Condition.H: 1,
    Condition.HH: 1,
    Condition.L: -1,
    Condition.LL: -1,
    Condition.DIGITAL: 0,
}


class Day:
    """A process with its plant: steps it, keeps what is true and what was ever beyond a limit."""

    def __init__(self, plant: Plant, physics: Physics, **start_percent: float) -> None:
        self.plant = plant
        start = {name.replace("_", "-"): percent for name, percent in start_percent.items()}
        self.process = Process(plant, physics, start)
        self._calm = rest(plant).wander.centre
        self._limits = list_limits(plant)
        self.true = self._calm.copy()
        self.seen: dict[str, float] = {}
        self.clock_s = 0.0
        self.pass_time(0.0)

    def pass_time(self, seconds: float, dt_s: float = 1.0, air: Air = AIR) -> "Day":
        steps = max(1, round(seconds / dt_s))
        for _ in range(steps):
            self.process.step(seconds / steps, air, self.true)
            self.true = self._calm.copy()
            self.process.show(self.true)
            self.clock_s += seconds / steps
            for name in self.beyond():
                self.seen.setdefault(name, self.clock_s)
        return self

    def read(self, tag: str) -> float:
        return float(self.true[self.plant.row_of[tag]])

    def beyond(self) -> list[str]:
        names, rows, signs, limits = self._limits
        over = (self.true[rows] - limits) * signs
        return names[np.where(signs == 0, self.true[rows] == limits, over >= 0)].tolist()


def list_limits(plant: Plant) -> tuple[np.ndarray, ...]:
    """Names, rows, directions (0: contacts) and limits of all alarms of a plant's tags."""
    found = [
        (f"{tag.id}:{condition}", row, SIGNS[condition], alarm.limit)
        for row, tag in enumerate(plant.tags)
        for condition, alarm in tag.alarms.items()
    ]
    return tuple(np.array(column) for column in zip(*found, strict=True))


@pytest.fixture
def day(yangtze: Plant, physics: Physics) -> Day:
    return Day(yangtze, physics)


def test_a_calm_park_is_in_no_alarm_for_hours(day: Day) -> None:
    day.pass_time(1200, dt_s=60)
    assert day.seen == {}
    assert day.read("T-TT301A") == pytest.approx(76.85, abs=0.5)
    assert day.read("H-TT701") == pytest.approx(10, abs=0.5)


def test_a_tank_of_5000_m3_rises_by_16_mm_a_minute_at_340_m3h(day: Day) -> None:
    """340 m³/h over π/4 · 21² = 346 m² are 0.98 m/h, 16.4 mm/min."""
    before = day.read("Y-LT101A1")
    day.process.lines.set_flow("gasoline-receipt", 340)
    day.pass_time(300)
    assert (day.read("Y-LT101A1") - before) / 5 == pytest.approx(16.4, abs=0.1)
    assert day.read("Y-FT104") == day.read("Y-FT101A") == pytest.approx(340)
    assert day.read("Y-LT101B1") == pytest.approx(1000 * 61 * 5000 / 100 / 346.36, abs=10)


def test_a_tank_that_overfills_is_stopped_by_its_interlock_and_not_if_that_fails(
    yangtze: Plant, physics: Physics
) -> None:
    levels = {}
    for fails in (False, True):
        day = Day(yangtze, physics, Y_TK101A=91.3)
        day.process.safety.fail("Y-IL101A", fails=fails)
        day.process.lines.set_flow("gasoline-receipt", 340, pace=10)
        day.pass_time(250)
        assert day.read("Y-UZ101A") == 1
        assert day.read("Y-XV101A") == float(fails)
        levels[fails] = day.read("Y-LT101A1")
    assert 13_200 <= levels[False] < 13_250
    assert levels[True] > 13_700


def test_a_wrong_line_up_sends_the_product_to_the_wrong_tank(day: Day) -> None:
    day.process.valves.command("Y-XV101A", 0)
    day.process.valves.command("Y-XV101C", 1)
    before = {c: day.process.farm.storages[f"Y-TK101{c}"].content.liquid_m3 for c in "ABCD"}
    day.process.lines.set_flow("gasoline-receipt", 340)
    day.pass_time(900, dt_s=60)
    gained = {
        c: day.process.farm.storages[f"Y-TK101{c}"].content.liquid_m3 - before[c] for c in "ABCD"
    }
    assert gained["C"] > 83
    assert gained["A"] < 2  # while its valve closes
    assert sum(gained.values()) == pytest.approx(day.process.lines.moved_m3("gasoline-receipt"))


@pytest.mark.parametrize("dt_s", [0.1, 1.0, 10.0, 60.0])
def test_the_length_of_the_steps_hardly_shows(
    yangtze: Plant, physics: Physics, dt_s: float
) -> None:
    """A minute: 5.667 m³ in, 6.33 m³ out less what the pump's run-up of 4 s leaves out."""
    day = Day(yangtze, physics)
    day.process.lines.set_flow("gasoline-receipt", 340)
    day.process.lines.set_flow("gasoline-loading", 380)
    day.process.machines.start("Y-YL101A")
    day.pass_time(60, dt_s=dt_s)
    held = {c: day.process.farm.storages[f"Y-TK101{c}"].content.liquid_m3 for c in "AB"}
    assert held["A"] - 0.52 * 5000 == pytest.approx(5.667, abs=0.001)
    assert 0.61 * 5000 - held["B"] == pytest.approx(6.33 - 0.21, abs=0.12)
    assert day.read("Y-YL101A") == 1


def test_drawing_too_far_lands_the_roof_and_trips_the_pump(
    yangtze: Plant, physics: Physics
) -> None:
    day = Day(yangtze, physics, Y_TK101B=16.0)
    day.process.machines.start("Y-YL101A")
    day.process.lines.set_flow("gasoline-loading", 380, pace=60)
    day.pass_time(120)
    assert day.seen["Y-LT101B1:L"] < day.seen["Y-LT101B1:LL"]
    assert day.read("Y-ZL101B") == 1
    assert day.read("Y-YL101A") == 0
    assert day.process.machines.drive("Y-YL101A").tripped
    assert day.read("Y-FT103") == 0


def test_a_refilled_tank_lets_vapour_out_until_its_roof_floats(
    yangtze: Plant, physics: Physics
) -> None:
    """0.4 m below the legs are 139 m³ of gas, saturated with 1.75 kg/m³ (60 kPa of 72 g/mol)."""
    day = Day(yangtze, physics, Y_TK101A=100 * 1.4 * 346.36 / 5000)
    day.process.lines.set_flow("gasoline-receipt", 340, pace=60)
    day.pass_time(120)
    assert day.read("Y-ZL101A") == 0
    assert day.process.farm.storages["Y-TK101A"].emitted_kg == pytest.approx(139 * 1.75, rel=0.1)


def test_a_hole_in_the_shell_shows_in_the_balance_long_before_a_limit(day: Day) -> None:
    """60 mm under 7.5 m: 75 m³/h, 217 mm/h of level with no meter moving."""
    day.process.farm.set_hole("Y-TK101A", 60)
    before = day.read("Y-LT101A1")
    day.pass_time(1200, dt_s=60)
    assert (before - day.read("Y-LT101A1")) * 3 == pytest.approx(217, abs=4)
    assert day.read("Y-FT101A") == day.read("Y-FT102A") == 0
    assert day.seen == {}
    vessel = day.process.farm.storages["Y-TK101A"]
    assert vessel.content.liquid_m3 + vessel.lost_m3 == pytest.approx(0.52 * 5000)


def test_lost_cooling_runs_a_reactor_away_and_its_interlock_catches_it(day: Day) -> None:
    for pump in ("H-YL701A", "H-YL701B"):
        day.process.machines.stop(pump)
    day.process.safety.fail("T-IL301", fails=True)
    day.pass_time(30 * 60, dt_s=6)
    assert day.seen["H-FT701:LL"] < 60
    assert 120 < day.seen["T-TT301A:H"] < day.seen["T-TT301A:HH"] < 1200
    assert max(day.read("T-TT301A"), day.read("T-TJ301")) > 140
    assert day.read("T-XV3021") == 0  # the others' feed is cut
    assert day.read("T-XV3026") == 1  # and their short-stop valve open
    assert day.read("T-TT302A") < 90


def test_without_instrument_air_valves_go_to_their_fail_positions_by_the_dozen(day: Day) -> None:
    """40 m³ from 650 kPa last some 13 minutes down to 300 kPa at 900 Nm³/h."""
    for compressor in ("H-YL601A", "H-YL601B"):
        day.process.machines.stop(compressor)
    day.pass_time(22 * 60, dt_s=4)
    assert day.seen["H-PT601:LL"] == pytest.approx(458, abs=5)
    moved = [at for name, at in day.seen.items() if name.startswith("T-XV")]
    assert 600 < min(moved) < max(moved) < 1000
    assert len(day.seen) > 120
    assert day.read("T-XV3011") == 0
    assert day.read("T-XV3016") == 1
    assert day.read("T-TV301") == 100


def test_lost_nitrogen_and_a_transfer_pull_a_vacuum(day: Day) -> None:
    day.process.utilities.set_feed("H-N2", 0)
    day.process.machines.start("Y-YL201A")
    day.process.lines.set_flow("methanol-transfer", 180)
    day.pass_time(2400, dt_s=10)
    assert day.seen["H-PT602:L"] < day.seen["Y-PT201B:L"] < day.seen["Y-PT201B:LL"]
    assert day.read("Y-PT201B") == pytest.approx(-0.3, abs=0.02)
    gas = day.process.farm.storages["Y-TK201B"].gas
    assert gas is not None
    assert gas.air_nm3 > 10


def test_a_dip_of_the_mains_stops_every_machine_of_the_enterprise(day: Day) -> None:
    day.process.utilities.set_mains("tonghe", on=False)
    day.pass_time(1)
    day.process.utilities.set_mains("tonghe", on=True)
    day.pass_time(30)
    kinds = Counter(name.split("-")[1][:2] for name in day.seen)
    assert kinds["YL"] == 17  # sixteen agitators, the caustic pump
    assert "T-EA01:digital" in day.seen
    assert day.read("T-EI01") == 220
    assert day.read("H-YL601A") == 1


def test_a_hot_sphere_is_sprayed_by_its_interlock(yangtze: Plant, physics: Physics) -> None:
    day = Day(yangtze, physics)
    storage = day.process.farm.storages["Y-V401A"]
    storage.content = type(storage.content)(storage.content.liquid_m3, 47.0)
    day.pass_time(30)
    assert day.read("Y-PT401A1") > 1.45
    assert day.read("Y-XV402A") == 1
    assert day.read("Y-XV401A") == 0
    day.pass_time(1800, dt_s=10)
    assert storage.content.temperature_c < 46


def test_a_bypassed_interlock_watches_a_tank_overfill(yangtze: Plant, physics: Physics) -> None:
    day = Day(yangtze, physics, Y_TK201A=89.5)
    day.process.safety.bypass("Y-IL201A", on=True)
    day.process.lines.set_flow("methanol-receipt", 200, pace=20)
    day.pass_time(60)
    assert "Y-LT201A2:HH" in day.seen
    assert (day.read("Y-UB201A"), day.read("Y-UZ201A"), day.read("Y-XV201A")) == (1, 0, 1)


def test_a_spurious_trip_needs_a_reset_and_a_command_to_end(day: Day) -> None:
    day.process.safety.trip("T-IL305")
    day.pass_time(15)
    assert (day.read("T-XV3051"), day.read("T-XV3056")) == (0, 1)
    day.process.safety.reset("T-IL305", day.true)
    day.process.valves.command("T-XV3051", 1)
    day.process.valves.command("T-XV3056", 0)
    day.pass_time(15)
    assert (day.read("T-UZ305"), day.read("T-XV3051"), day.read("T-XV3056")) == (0, 1, 0)


def test_one_bad_transmitter_of_three_does_not_stop_the_vote(
    yangtze: Plant, physics: Physics
) -> None:
    process = Process(yangtze, physics, {"Y-TK101A": 92.0})
    true = rest(yangtze).wander.centre.copy()
    process.show(true)
    for broken, trips in ((("1",), 1.0), (("1", "2"), 0.0)):
        sensed = true.copy()
        sensed[[yangtze.row_of[f"Y-LT101A{each}"] for each in broken]] = np.nan
        fresh = Process(yangtze, physics, {"Y-TK101A": 92.0})
        fresh.step(5, AIR, true, sensed)
        shown = true.copy()
        fresh.show(shown)
        assert shown[yangtze.row_of["Y-UZ101A"]] == trips


def test_rain_lowers_the_earth_resistances(day: Day) -> None:
    dry = day.read("Y-RT11")
    storm = Air(18, 200, 14, 95, rain_mm_h=40)
    day.pass_time(1800, dt_s=60, air=storm)
    assert day.read("Y-RT11") == pytest.approx(dry / 2, rel=0.02)
