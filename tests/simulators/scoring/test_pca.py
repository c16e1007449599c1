"""Principal components: T² and Q against what they are by definition, limits against simulation."""

import numpy as np
import pytest

from simulators.scoring.pca import Components, apply_jackson_mudholkar


@pytest.fixture
def rows():
    random = np.random.default_rng(7)
    mixing = random.normal(size=(5, 5))
    return random.normal(size=(400, 5)) @ mixing + 100


def test_with_all_components_t2_is_the_distance_of_mahalanobis(rows):
    model = Components.of(rows, 5)
    apart = rows - rows.mean(axis=0)
    distance = (apart @ np.linalg.inv(np.cov(rows, rowvar=False)) * apart).sum(axis=1)
    t2, q = model.measure(rows)
    assert t2 == pytest.approx(distance)
    assert q == pytest.approx(np.zeros(400), abs=1e-9)
    assert model.limit_q(0.99) == 0


def test_q_is_the_squared_distance_from_the_space_of_the_components(rows):
    model = Components.of(rows, 2)
    scaled = model.scaling.apply(rows)
    within = model.directions[:, :2]
    left = scaled - scaled @ within @ within.T
    assert model.measure(rows)[1] == pytest.approx((left**2).sum(axis=1))


def test_a_share_of_variance_keeps_as_many_components_as_hold_it(rows):
    held = np.cumsum(Components.of(rows, 5).variances) / 5
    assert Components.of(rows, float(held[1]) - 1e-6).kept == 2
    assert Components.of(rows, float(held[1]) + 1e-6).kept == 3


def test_what_never_moves_is_left_out(rows):
    still = np.column_stack([rows, np.full(400, 3.0)])
    assert Components.of(still, 2).measure(still)[1] == pytest.approx(
        Components.of(rows, 2).measure(rows)[1]
    )


def test_new_rows_of_the_same_process_exceed_the_limits_as_often_as_theory_says():
    random = np.random.default_rng(3)
    spreads = np.array([5.0, 3.0, 1.0, 0.8, 0.6, 0.4])
    mixing = np.linalg.qr(random.normal(size=(6, 6)))[0]
    learnt, new = (random.normal(size=(n, 6)) * spreads @ mixing for n in (2000, 40_000))
    model = Components.of(learnt, 2)
    t2, q = model.measure(new)
    assert np.mean(t2 > model.limit_t2(0.99)) == pytest.approx(0.01, abs=0.003)
    assert np.mean(q > model.limit_q(0.99)) == pytest.approx(0.01, abs=0.003)


def test_of_one_variance_the_limit_of_q_is_nearly_that_of_chi_squared():
    # k equal variances of 1: Q is chi-squared with k degrees of freedom; 99 %, 10: 23.209
    assert apply_jackson_mudholkar(10.0, 10.0, 10.0, 0.99) == pytest.approx(23.209, rel=0.005)
