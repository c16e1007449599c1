import numpy as np

from plant.signal_ranges import find_signal_range
from plant.words import Plant
from simulators.calm import is_digital
from simulators.sensors.instruments import fit_instruments, name_provenances, read_currents


def test_every_tag_of_a_real_plant_has_a_span_and_figures_that_are_some(taixing: Plant) -> None:
    instruments = fit_instruments(taixing)
    assert (instruments.span > 0).all()
    for figure in (instruments.noise, instruments.lag_s, instruments.dead_s):
        assert np.isfinite(figure).all()
        assert (figure >= 0).all()
    assert (instruments.least < instruments.low + instruments.span).all()


def test_contacts_measure_nothing(taixing: Plant) -> None:
    instruments = fit_instruments(taixing)
    assert instruments.contact.tolist() == [is_digital(tag) for tag in taixing.tags]
    for figure in (instruments.noise, instruments.lag_s, instruments.dead_s):
        assert not figure[instruments.contact].any()
    assert np.isinf(instruments.most[instruments.contact]).all()


def test_currents_that_say_failure_lie_beyond_3_6_and_21_ma() -> None:
    currents = read_currents()
    assert currents["open_ma"] < currents["fail_low_ma"] < 3.6
    assert currents["fail_high_ma"] > 21


def test_figures_are_of_kinds_that_there_are_and_say_where_they_come_from() -> None:
    assert {each.trust for each in name_provenances()} == {"proposed", "recalled"}


def test_saturation_is_not_rounded_out_of_what_is_measured(taixing: Plant) -> None:
    instruments = fit_instruments(taixing)
    for row, tag in enumerate(taixing.tags):
        band, decimals = find_signal_range(tag).measured, int(instruments.decimals[row])
        if not instruments.contact[row]:
            assert round(float(instruments.most[row]), decimals) <= band.high
            assert round(float(instruments.least[row]), decimals) >= band.low
