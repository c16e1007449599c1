import numpy as np
import pytest

from plant.words import Plant
from simulators.actions import Action
from simulators.physics.tank_farm import TankFarm
from simulators.physics.weather import Air
from simulators.scenario import Happening

AIR = Air(wind_m_s=3, wind_from_deg=90, temperature_c=22, humidity_percent=60)


def happen(action: Action, amount: float, to_percent: float = 0) -> Happening:
    figures = {"flow_m3h": amount, "pace": 1, "to_percent": to_percent}
    return Happening(action, "B-TK2101", 0, 1e9, figures)


def test_filling_and_drawing_go_through_the_mass_balance(taixing: Plant) -> None:
    farm = TankFarm(taixing, {"B-TK2101": 50})
    tank = farm.storages["B-TK2101"]
    farm.step([happen(Action.FILL, 300)], AIR, 3600)
    assert tank.content.liquid_m3 == pytest.approx(1800)
    assert tank.inflow_m3h == 300
    farm.step([happen(Action.DRAW, 100)], AIR, 3600)
    assert tank.content.liquid_m3 == pytest.approx(1700)
    assert tank.inflow_m3h == 0


def test_drawing_ends_at_the_level_asked_for(taixing: Plant) -> None:
    farm = TankFarm(taixing, {"B-TK2101": 50})
    for _ in range(3):
        farm.step([happen(Action.DRAW, 1000, to_percent=49)], AIR, 3600)
    tank = farm.storages["B-TK2101"]
    assert tank.content.level_percent(tank.tank) == pytest.approx(49)


def test_instruments_of_a_tank_agree_and_stay_in_their_range(taixing: Plant) -> None:
    farm = TankFarm(taixing, {"B-TK2101": 99.99})
    value = np.zeros(len(taixing.tags))
    farm.step([happen(Action.FILL, 1000)], AIR, 36000)
    farm.show(value, np.random.default_rng(1))
    first, second = (value[taixing.row_of[tag]] for tag in ("B-LT2101A", "B-LT2101B"))
    assert first == pytest.approx(second, abs=0.3)
    assert max(first, second) <= 100


def test_a_refrigerated_tank_stays_cold_and_a_plain_one_follows_the_air(taixing: Plant) -> None:
    farm = TankFarm(taixing, {})
    for _ in range(240):
        farm.step([], AIR, 3600)
    assert farm.storages["D-V4101A"].content.temperature_c == pytest.approx(-7)
    assert farm.storages["B-TK2101"].content.temperature_c == pytest.approx(22)


def test_every_tank_and_sphere_with_a_level_is_found(taixing: Plant) -> None:
    expected = {each.id for each in taixing.equipment if each.kind in ("tank", "sphere")}
    assert set(TankFarm(taixing, {}).storages) == expected
