"""Which speech a gateway of which format has: one line a format."""

from collections.abc import Callable, Mapping
from typing import Final

from plant.gateway_checks import OWN_FORMAT
from simulators.formats.bare import BareSpeech
from simulators.formats.hj212 import Hj212Speech
from simulators.formats.neuron import NeuronSpeech
from simulators.formats.own_json import OwnSpeech
from simulators.formats.pinyin import PinyinSpeech
from simulators.formats.sparkplug import SparkplugSpeech
from simulators.formats.speech import Mouth, Speech
from simulators.frame_writer import Form

_FOREIGN: Final[Mapping[str, Callable[[Mouth], Speech]]] = {
    "neuron": NeuronSpeech,
    "pinyin": PinyinSpeech,
    "hj212": Hj212Speech,
    "sparkplug": SparkplugSpeech,
    "bare": BareSpeech,
}

SPOKEN: Final = frozenset({OWN_FORMAT, *_FOREIGN})
"""The formats that simulated gateways speak."""


def make_speech(mouth: Mouth, form: Form) -> Speech:
    """The speech of a gateway.

    :param form: of the platform's own JSON; foreign formats have theirs.
    :raises FormError: a tag's name or the gateway's topic can't be used in its format.
    :raises KeyError: a format that nobody here speaks.
    """
    if mouth.gateway.format == OWN_FORMAT:
        return OwnSpeech(mouth, form)
    return _FOREIGN[mouth.gateway.format](mouth)
