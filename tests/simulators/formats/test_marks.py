"""Rule 15: what is simulated never passes as live, whatever its format can carry."""

import numpy as np
import pytest

from plant.reading import NEVER
from simulators.formats.speech import FormError
from simulators.frame_writer import Form
from simulators.voice import Voice
from tests.simulators.formats.stage import FOREIGN, FORMATS, T0, Stage, look, make_park

MARKED = [form for form in FORMATS if form != "bare"]


def deceive(form, /, **settings):
    """A tester's plant says simulation, the platform's own says that the gateway is live."""
    return Stage(make_park(form), park=make_park(form, simulation=False), **settings)


@pytest.mark.parametrize("form", MARKED)
def test_a_platform_that_takes_the_gateway_for_live_refuses_every_message(form):
    stage = deceive(form)
    batches = [stage.play(look(second, [second, 2, 3, 0])) for second in range(3)]
    batches.append(stage.finish(T0 + 3000))
    assert sum(len(batch) for batch in batches) == 0
    assert stage.refused == [("simulated", "")] * len(stage.heard)


@pytest.mark.parametrize("form", MARKED)
def test_a_simulated_goodbye_does_not_take_a_live_gateway_down(form):
    stage = deceive(form)
    stage.play(look(0, [1, 2, 3, 0]))
    stage.finish(T0 + 1000)
    links = stage.platform.links
    assert (links.offline == NEVER).all()
    assert (links.down == NEVER).all()


def test_single_readings_are_marked_too():
    stage = deceive("hazardwatch", form=Form.SINGLE)
    assert len(stage.play(look(0, [1, 2, 3, 0]))) == 0


def test_what_can_t_be_marked_is_what_bare_values_are_and_their_hello_is_refused():
    stage = deceive("bare")
    assert len(stage.play(look(0, [1, 2, 3, 0]))) == 4
    assert stage.refused == [("simulated", "")]


@pytest.mark.parametrize("form", FOREIGN)
def test_so_a_foreign_gateway_is_simulated_only_where_the_plant_says_so(form):
    with pytest.raises(FormError, match="declare simulation = true"):
        Voice(make_park(form, simulation=False), 0, 1)


def test_the_own_format_may_be_simulated_anywhere_for_it_is_marked():
    stage = deceive("hazardwatch")
    stage.play(look(0, [1, 2, 3, 0]))
    assert {reason for reason, _ in stage.refused} == {"simulated"}


@pytest.mark.parametrize("form", FORMATS)
def test_on_a_stream_s_clock_everything_is_a_recording(form):
    stage = Stage(make_park(form), park=make_park(form, simulation=False), stream=True)
    seen = [stage.play(look(second, [second, 2, 3, 0])) for second in range(3)]
    assert np.concatenate([batch.value for batch in seen]).size >= 6
