import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.number_text import Measure, read_measure


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("12.5", (12.5, "")),
        (" 12.5\n", (12.5, "")),
        ("+5", (5.0, "")),
        ("-.5", (-0.5, "")),
        ("5.", (5.0, "")),
        ("1e3", (1000.0, "")),
        ("1E-3", (0.001, "")),
        ("-9999", (-9999.0, "")),
        ("12.5MPa", (12.5, "MPa")),
        ("12.5 ℃ ", (12.5, "℃")),
        ("12.5％ＬＥＬ", (12.5, "％ＬＥＬ")),
        ("3米", (3.0, "米")),
        ("1e3mm", (1000.0, "mm")),
        ("0.7 MPa(表压)", (0.7, "MPa(表压)")),
    ],
)
def test_a_number_with_or_without_a_unit(text, measure):
    assert read_measure(text) == Measure(*measure)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "NaN", "nan", "Infinity", "-inf", "1e999", "1_000", "1,234.5", "12,5", "0x1F",
        "1e", "12.5.3", "1-2", "12:30", "12 5", "--5", "10²", "１２", "٣", "12 open", "3号",
        "5 e3", "坏", "0" * 65,
    ],
)  # fmt: skip
def test_what_is_no_number(text):
    assert read_measure(text) is None


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float_that_is_written_is_read(value):
    assert read_measure(repr(value)) == Measure(value)


@given(st.text(max_size=80))
def test_no_text_raises(text):
    measure = read_measure(text)
    assert measure is None or math.isfinite(measure.value)
