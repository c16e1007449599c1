import pytest

from plant.gas_levels import load_dangers, load_exposure_limits, load_levels, to_ppm
from plant.readers import is_checked

LIMITS = load_exposure_limits()


def test_the_levels_of_gb_t_50493():
    levels = load_levels()
    assert levels["combustible_lel"] == (25, 50)
    assert levels["toxic_oel"] == (100, 200)
    assert levels["toxic_idlh"] == (5, 10)
    assert levels["oxygen"] == (19.5, 23.5)


# computed with 24.04 l/mol, the usual rounding at 20 °C
@pytest.mark.parametrize(
    "cas, ppm",
    [
        ("7664-41-7", 28.2),
        ("7782-50-5", 0.34),
        ("7783-06-4", 7.1),
        ("630-08-0", 17.2),
        ("108-88-3", 13.0),
        ("67-56-1", 18.8),
        ("7446-09-5", 1.88),
        ("75-44-5", 0.12),
        ("7664-39-3", 2.40),
    ],
)
def test_level_1_in_ppm_at_20_degrees(cas, ppm):
    assert LIMITS[cas].levels_ppm(20)[0] == pytest.approx(ppm, rel=0.025)


def test_level_2_is_twice_the_limit():
    for limit in LIMITS.values():
        assert limit.levels_mg_m3() == (limit.oel_mg_m3, 2 * limit.oel_mg_m3)


def test_a_mole_of_gas_at_the_usual_temperatures():
    assert to_ppm(1, 1, 20) == pytest.approx(24.055, abs=1e-3)
    assert to_ppm(1, 1, 25) == pytest.approx(24.465, abs=1e-3)


def test_every_limit_says_where_it_comes_from():
    for cas, limit in LIMITS.items():
        digits = cas.replace("-", "")
        assert is_checked(digits[:-1], int(digits[-1])), cas
        assert limit.kind in {"MAC", "PC-TWA"}
        assert limit.provenance.trust in {"secondary", "conflict"}
        assert bool(limit.note) == (limit.provenance.trust == "conflict")
        assert limit.stel_mg_m3 is None or limit.stel_mg_m3 > limit.oel_mg_m3


def test_idlh_gives_levels_where_the_exposure_limit_can_not_be_measured():
    assert load_dangers()["75-44-5"].levels_mg_m3() == (0.4, 0.8)
    assert "75-01-4" not in load_dangers()


def test_every_idlh_says_where_it_comes_from_and_is_above_the_exposure_limit():
    for cas, danger in load_dangers().items():
        assert danger.idlh_mg_m3 > LIMITS[cas].oel_mg_m3
        assert danger.provenance.trust in {"secondary", "conflict"}
        assert bool(danger.note) == (danger.provenance.trust == "conflict")


@pytest.mark.parametrize(
    ("cas", "ppm"), [("7664-41-7", 300), ("7782-50-5", 10), ("7783-06-4", 100), ("630-08-0", 1200)]
)
def test_idlh_is_the_lower_of_the_sources_rounded_down(cas, ppm):
    recalled = to_ppm(load_dangers()[cas].idlh_mg_m3, LIMITS[cas].molar_mass, 25)
    assert 0.98 * ppm < recalled <= ppm * 1.001
