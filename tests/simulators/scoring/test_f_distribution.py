"""Quantiles of F against printed tables, and the beta function where it is a polynomial."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.scoring.f_distribution import complete_beta, find_f_quantile


@pytest.mark.parametrize(
    ("share", "above", "below", "value"),
    [
        (0.95, 1, 1, 161.45),
        (0.99, 5, 10, 5.64),
        (0.99, 10, 120, 2.47),
        (0.999, 4, 30, 6.12),
        (0.95, 30, 60, 1.65),
    ],
)
def test_printed_tables_have_the_same_quantiles(share, above, below, value):
    assert find_f_quantile(share, above, below) == pytest.approx(value, abs=0.006)


@given(st.floats(0, 1))
def test_the_beta_function_is_a_polynomial_for_whole_numbers(x):
    # I_x(2, 3) = 6x² - 8x³ + 3x⁴
    assert complete_beta(x, 2, 3) == pytest.approx(6 * x**2 - 8 * x**3 + 3 * x**4, abs=1e-12)
