import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plant import quality
from plant.quality import QualityClass, classify, name_severity


@pytest.mark.parametrize(
    "status, expected",
    [
        (quality.GOOD, QualityClass.GOOD),
        (0x00300000, QualityClass.GOOD),  # GoodClamped
        (quality.GOOD_LOCAL_OVERRIDE, QualityClass.FORCED),
        (quality.UNCERTAIN, QualityClass.UNCERTAIN),
        (0x40930000, QualityClass.UNCERTAIN),  # UncertainSensorNotAccurate
        (quality.UNCERTAIN_NO_COMMUNICATION_LAST_USABLE, QualityClass.HELD),
        (quality.UNCERTAIN_LAST_USABLE, QualityClass.HELD),
        (quality.UNCERTAIN_SUBSTITUTE, QualityClass.FORCED),
        (quality.UNCERTAIN_INITIAL, QualityClass.FORCED),
        (quality.UNCERTAIN_SIMULATED, QualityClass.FORCED),
        (quality.BAD, QualityClass.BAD),
        (quality.BAD_NOT_A_NUMBER, QualityClass.BAD),
        (0xC0000000, QualityClass.BAD),  # the reserved severity is no better than bad
    ],
)
def test_classes_of_status_codes(status, expected):
    assert classify(np.array([status], np.uint32), np.array([1.0])).tolist() == [expected]


@given(st.integers(0, 2**32 - 1))
def test_the_low_sixteen_bits_change_nothing(status):
    codes = np.array([status, status & 0xFFFF0000], np.uint32)
    first, second = classify(codes, np.zeros(2))
    assert first == second


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_bad_whatever_its_status(value):
    assert classify(np.zeros(1, np.uint32), np.array([value])).tolist() == [QualityClass.BAD]


def test_the_words_of_a_frame_name_their_own_severity():
    assert {word: name_severity(code) for word, code in quality.WORDS.items()} == {
        "good": "good",
        "uncertain": "uncertain",
        "bad": "bad",
    }
