"""Names as rows, units as the plant's, and what nobody knows told to the engineer."""

import pytest

from ingest.frame import Decoded, Frame, Reason
from ingest.missing_codes import MissingCodes
from ingest.recognition import Recognition
from plant.words import Gateway
from tests.ingest.frames import LEVEL, PRESSURE
from tests.ingest.parks import T0, make_plant

PLANT = make_plant(
    gateways=(Gateway("G1", "E1"), Gateway("G2", "E1", prefix="E1.", units="convert"))
)
STRICT, KIND = 0, 1


def recognize(gateway, names, only=frozenset(), **keys):
    recognition = Recognition(PLANT, MissingCodes(PLANT))
    values = [float(place) for place in range(len(names))]
    decoded = Decoded(names, [T0] * len(names), values, [0] * len(names), **keys)
    return recognition, recognition.recognize(gateway, decoded, Frame("t", b"", T0, only=only))


def test_what_has_no_row_is_refused_and_noted_and_the_rest_keeps_its_words():
    recognition, found = recognize(STRICT, ["E2.LT-1", "E1.PT-101", "x"], words={1: "Bad"})
    assert (list(found.rows), found.decoded.values, found.decoded.words) == (
        [PRESSURE],
        [1.0],
        {0: "Bad"},
    )
    assert [(reason, tag) for reason, tag, _ in found.complaints] == [
        (Reason.UNKNOWN_TAG, "E2.LT-1"), (Reason.UNKNOWN_TAG, "x"),
    ]  # fmt: skip
    assert [line.tag for line in recognition.unknown[STRICT].list()] == ["E2.LT-1", "x"]
    assert not recognition.unknown[KIND].list()


@pytest.mark.parametrize(("gateway", "converted", "complaints"), [(STRICT, 0, 1), (KIND, 1, 0)])
def test_units_are_settled_by_row(gateway, converted, complaints):
    _, found = recognize(gateway, ["E1.LT-101", "E1.PT-101"], units={"E1.PT-101": "kPa", "y": "m"})
    assert list(found.rows) == [LEVEL, PRESSURE]
    assert (found.converted, len(found.complaints)) == (converted, complaints)
    assert found.decoded.values[0] == 0.0


def test_of_a_letter_offered_again_only_what_was_refused_is_taken():
    complaints = [
        (Reason.NOT_A_NUMBER, "E1.LT-101", "null"),
        (Reason.NOT_A_NUMBER, "E1.PT-101", "null"),
    ]
    _, found = recognize(
        STRICT, ["E1.LT-101", "E1.PT-101"], frozenset({"E1.PT-101"}), complaints=complaints
    )
    assert list(found.rows) == [PRESSURE]
    assert [tag for _, tag, _ in found.complaints] == ["E1.PT-101"]
