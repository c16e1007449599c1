import numpy as np
import pytest

from simulators.physics.weather import Storm, Weather


def test_a_day_of_weather_stays_plausible_and_keeps_its_wind() -> None:
    weather = Weather(np.random.default_rng(3), wind_m_s=3.0, wind_from_deg=350.0)
    day = [weather.step(60.0 * minute, 60.0) for minute in range(1440)]
    assert all(0.3 <= air.wind_m_s < 8 for air in day)
    assert all(0 <= air.wind_from_deg < 360 for air in day)
    assert all(10 < air.temperature_c < 35 for air in day)
    assert all(20 <= air.humidity_percent <= 100 for air in day)
    north = np.mean([np.cos(np.radians(air.wind_from_deg + 10)) for air in day])
    assert north > 0.95
    assert day[0].temperature_c > day[720].temperature_c  # noon against midnight


def test_a_storm_brings_gusts_rain_and_a_fall_of_temperature_and_leaves_again() -> None:
    weather = Weather(np.random.default_rng(3), wind_m_s=3.0)
    storm = Storm(since_s=600, until_s=3000, wind_m_s=18)
    hour = [weather.step(float(second), 1.0, storm) for second in range(3600)]
    before, height, after = hour[:600], hour[900:2700], hour[3001:]
    assert max(air.rain_mm_h for air in before + after) == 0
    assert np.mean([air.wind_m_s for air in height]) == pytest.approx(18, rel=0.1)
    assert 24 < max(air.wind_m_s for air in height) < 36
    assert np.mean([air.temperature_c for air in height]) < before[-1].temperature_c - 7
    assert max(air.wind_m_s for air in after) < 8


def test_without_a_storm_the_air_is_what_it_would_have_been_without_the_question() -> None:
    plain, asked = (Weather(np.random.default_rng(5)) for _ in range(2))
    assert plain.step(10, 1) == asked.step(10, 1, None)
