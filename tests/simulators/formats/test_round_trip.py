"""Whatever a gateway tells in whatever format, the platform takes in the same readings.

Encoder and decoder were written apart, the decoders against documents and foreign frames; between
them stand the topic, the routing, the names and the units.
"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plant.quality import (
    BAD,
    GOOD,
    GOOD_LOCAL_OVERRIDE,
    UNCERTAIN,
    UNCERTAIN_LAST_USABLE,
    UNCERTAIN_SUBSTITUTE,
    QualityClass,
    classify,
)
from plant.reading import Mark
from simulators.formats.pinyin import PinyinSpeech, Spelling
from simulators.formats.speech import Mouth
from simulators.frame_writer import Form
from tests.simulators.formats.stage import FORMATS, T0, Stage, look, make_park

CODES = [GOOD, UNCERTAIN, GOOD_LOCAL_OVERRIDE, UNCERTAIN_SUBSTITUTE, UNCERTAIN_LAST_USABLE, BAD]
CODES += [0x808C0000, 0x40930000, 0x80310000]

TELLS: dict[str, dict[int, int]] = {
    "hazardwatch": {each: each for each in range(5)},
    "sparkplug": {each: each for each in range(5)},
    "hj212": {**{each: each for each in range(5)}, QualityClass.HELD: QualityClass.BAD},
    "neuron": {0: 0, 1: 0, 2: 0, 3: QualityClass.BAD, 4: QualityClass.BAD},
    "pinyin": {0: 0, 1: 0, 2: 0, 3: QualityClass.BAD, 4: QualityClass.BAD},
    "bare": {0: 0, 1: 0, 2: 0, 3: 0, 4: QualityClass.BAD},
}
"""Class of quality → what is left of it in a format: what one has no word for, it can't tell."""

WITHOUT_BAD_VALUES = {"neuron", "pinyin", "bare"}
numbers = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15)
instants = st.integers(T0, T0 + 10**9)


def read(batch):
    return {
        row: (value, status, time)
        for row, value, status, time in zip(
            batch.row.tolist(), batch.value.tolist(), batch.status.tolist(), batch.source.tolist(),
            strict=True,
        )
    }  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
@given(
    st.lists(numbers | st.just(math.nan), min_size=4, max_size=4),
    st.lists(st.sampled_from(CODES), min_size=4, max_size=4),
    instants,
)
def test_values_qualities_and_times_arrive_as_far_as_a_format_can_tell_them(
    form, values, codes, at
):
    stage = Stage(make_park(form))
    seen = read(stage.play(look(0, values, codes), at))
    classes = classify(np.array(codes, dtype=np.uint32), np.array(values)).tolist()
    assert sorted(seen) == [0, 1, 2, 3]
    for row, (value, status, time) in seen.items():
        (shown,) = classify(np.array([status], dtype=np.uint32), np.array([value])).tolist()
        assert shown == TELLS[form][classes[row]]
        assert time == at
        if form not in WITHOUT_BAD_VALUES or shown != QualityClass.BAD:
            np.testing.assert_array_equal(value, values[row])


@pytest.mark.parametrize("form", FORMATS)
def test_everything_a_simulated_gateway_says_is_marked_where_it_arrives(form):
    batch = Stage(make_park(form)).play(look(0, [1, 2, 3, 0]))
    assert set(batch.marks.tolist()) == {Mark.SIMULATED}


@pytest.mark.parametrize("form", FORMATS)
def test_what_changed_is_told_and_nothing_else(form):
    stage = Stage(make_park(form))
    stage.play(look(0, [1, 2, 3, 0]))
    assert read(stage.play(look(1, [1, 2, 3, 0]))) == {}
    assert read(stage.play(look(2, [1, 2.5, 3, 1]))).keys() == {1, 3}
    assert stage.refused == []


@pytest.mark.parametrize("form", [Form.COLUMNS, Form.SINGLE])
def test_the_own_format_has_three_forms(form):
    stage = Stage(make_park("hazardwatch"), form=form)
    seen = read(stage.play(look(0, [1, math.nan, 3, 0], [0, 0, UNCERTAIN, 0])))
    assert {row: status for row, (_, status, _) in seen.items()}[2] == UNCERTAIN
    assert seen[0][0] == 1
    assert math.isnan(seen[1][0])


@given(
    st.lists(numbers, min_size=4, max_size=4),
    st.lists(st.sampled_from(CODES), min_size=4, max_size=4),
)
def test_points_tell_bad_values_with_their_status(values, codes):
    plant = make_park("pinyin")
    stage = Stage(plant)
    names = {row: tag.id for row, tag in enumerate(plant.tags)}
    stage.voice._speech = PinyinSpeech(Mouth(plant, plant.gateways[0], names), Spelling.POINTS)
    seen = read(stage.play(look(0, values, codes)))
    assert [seen[row][0] for row in range(4)] == values
    bad = [code for row, code in enumerate(codes) if seen[row][1] >= BAD]
    assert bad == [code for code in codes if code >= BAD or code == UNCERTAIN_LAST_USABLE]
