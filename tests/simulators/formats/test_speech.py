import pytest

from plant.topic_filter import overlap
from simulators.formats.speech import FormError, fill_topic


@pytest.mark.parametrize(
    ("topic", "words", "filled"),
    [
        ("plain/topic", ["any"], "plain/topic"),
        ("meters/+/value", ["LT-1"], "meters/LT-1/value"),
        ("meters/#", ["area", "LT-1"], "meters/area/LT-1"),
        ("meters/#", ["area/LT-1"], "meters/area/LT-1"),
        ("+/meters/+", ["LT-1"], "simulator/meters/LT-1"),
        ("+/meters/#", ["PLC", "tanks", "LT-1"], "PLC/meters/tanks/LT-1"),
        ("/neuron/+/+", ["PLC", "tanks"], "/neuron/PLC/tanks"),
    ],
)
def test_a_filled_topic_is_one_that_the_filter_matches(topic, words, filled):
    assert fill_topic(topic, words) == filled
    assert overlap(topic, filled)


@pytest.mark.parametrize(
    ("topic", "words"), [("a/+", ["b/c"]), ("a/+", [""]), ("a/#", ["b+"]), ("a/+", ["#"])]
)
def test_what_would_lead_elsewhere_is_refused(topic, words):
    with pytest.raises(FormError, match="can't stand"):
        fill_topic(topic, words)
