from ingest.codec import decode
from ingest.formats.dispatch import FORMATS
from ingest.frame import Decoded
from plant.gateway_checks import SPARKPLUG
from plant.sections import SECTIONS
from tests.ingest.formats.hj212_packets import realtime
from tests.ingest.formats.readers import RECEIVED, SHANGHAI

FRAMES = {
    "hazardwatch": b'{"v": 12.5}',
    "pinyin": b'{"CGQBH": "LT-101", "VALUE": "12.5"}',
    "neuron": b'{"timestamp": 1, "values": {"LT-101": 12.5}}',
    "bare": b"12.5",
    "hj212": realtime("20240501080000", **{"LT-101": "12.5"}),
}


def test_every_format_has_a_reader_of_its_own():
    for form, frame in FRAMES.items():
        decoded = FORMATS[form](SHANGHAI)("LT-101", frame, RECEIVED)
        assert isinstance(decoded, Decoded)
        assert (list(decoded.tags), decoded.values) == (["LT-101"], [12.5])


def test_every_word_of_the_plant_directory_has_a_way():
    words = SECTIONS["gateway"]["format"].read.meanings
    assert {*FORMATS, SPARKPLUG} == set(words)


def test_our_own_format_is_read_without_a_detour():
    assert FORMATS["hazardwatch"](SHANGHAI) is decode
