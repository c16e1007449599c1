import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plant import quality
from plant.quality import (
    STATUS_OF_CLASS,
    QualityClass,
    classify,
    find_constant,
    name_severity,
)


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
        (quality.UNCERTAIN_IN_MANUAL, QualityClass.FORCED),
        (quality.UNCERTAIN_SIMULATED, QualityClass.FORCED),
        (0x40940000, QualityClass.UNCERTAIN),  # UncertainEngineeringUnitsExceeded
        (0x40950000, QualityClass.UNCERTAIN),  # UncertainSubNormal
        (0x420A0000, QualityClass.UNCERTAIN),  # UncertainSensorCalibration
        (0x80050000, QualityClass.BAD),  # BadCommunicationError
        (0x80320000, QualityClass.BAD),  # BadWaitingForInitialData
        (0x803C0000, QualityClass.BAD),  # BadOutOfRange
        (0x808C0000, QualityClass.BAD),  # BadSensorFailure
        (0x808D0000, QualityClass.BAD),  # BadOutOfService
        (quality.BAD, QualityClass.BAD),
        (quality.BAD_NOT_A_NUMBER, QualityClass.BAD),
        (0xC0000000, QualityClass.BAD),  # the reserved severity is no better than bad
    ],
)
def test_classes_of_status_codes(status, expected):
    assert classify(np.array([status], np.uint32), np.array([1.0])).tolist() == [expected]


@pytest.mark.parametrize(
    "ne_107, status, expected",
    [
        ("failure", 0x80000000, QualityClass.BAD),
        ("failure, passivated", 0x808D0000, QualityClass.BAD),
        ("failure, substitute set", 0x40910000, QualityClass.FORCED),
        ("function check", 0x80000000, QualityClass.BAD),
        ("out of specification", 0x40000000, QualityClass.UNCERTAIN),
        ("maintenance required", 0x00000000, QualityClass.GOOD),
    ],
)
def test_what_an_instrument_says_by_ne_107_comes_as_opc_30142_maps_it(ne_107, status, expected):
    assert classify(np.array([status], np.uint32), np.array([1.0])).tolist() == [expected]


@given(st.integers(0, 2**32 - 1))
def test_both_limit_bits_mean_that_a_value_cannot_move(status):
    assert find_constant(np.array([status], np.uint32)).tolist() == [(status >> 8) % 4 == 3]


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


def test_each_class_has_a_status_code_of_its_own():
    classes = classify(STATUS_OF_CLASS, np.zeros(len(STATUS_OF_CLASS)))
    assert classes.tolist() == list(range(QualityClass.BAD + 1))
