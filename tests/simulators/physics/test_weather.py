import numpy as np

from simulators.physics.weather import Weather


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
