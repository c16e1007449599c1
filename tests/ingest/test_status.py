import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.status import Sources, StatusBody, is_simulated_status, read_status
from plant.link import Links
from plant.reading import NEVER
from tests.ingest.parks import T0, make_plant

LEVEL, PRESSURE, TEMPERATURE, FLOW, OTHER = range(5)


@pytest.fixture
def sources():
    plant = make_plant()
    links = Links.of(plant)
    links.gateway_of[:] = [0, 0, 1, 0, 2]
    return Sources(plant, links), links


def down(links):
    return np.flatnonzero(links.down != NEVER).tolist()


@pytest.mark.parametrize(
    ("payload", "body"),
    [
        (b'{"online":true}', StatusBody(True, None)),
        (
            b'{"online":false,"ts":1,"sources":{"A":"up","B":"down"}}',
            StatusBody(False, {"A": True, "B": False}, 1),
        ),
        (b'{"sources":{"A":" UP "}}', StatusBody(None, {"A": True})),
        (b'{"sources":{"A":"starting","B":1}}', StatusBody(None, {"A": False, "B": False})),
    ],
)
def test_statuses_are_read(payload, body):
    assert read_status(payload) == body


@pytest.mark.parametrize(
    "payload", [b"", b"{", b"[]", b"{}", b'{"online":1}', b'{"sources":[]}', b"[" * 90_000]
)
def test_what_tells_nothing_is_no_status(payload):
    assert isinstance(read_status(payload), str)


@given(st.binary(max_size=100))
def test_no_bytes_raise(payload):
    read_status(payload)


@pytest.mark.parametrize(
    ("gateway", "name", "rows"),
    [
        (0, "E1.LT-101", [LEVEL]),
        (0, "V101", [LEVEL, PRESSURE]),
        (0, "E1.PLC10", [FLOW]),
        (0, "E1.", [LEVEL, PRESSURE, TEMPERATURE, FLOW]),
        (1, "PLC10", [FLOW]),
        (0, "E2.LT-1", [LEVEL, PRESSURE, FLOW]),
        (0, "E1.PLC1", [LEVEL, PRESSURE, FLOW]),
        (0, "OPC server", [LEVEL, PRESSURE, FLOW]),
    ],
    ids=["tag", "equipment", "beginning", "wide", "prefixed", "foreign", "not-PLC10", "guess"],
)
def test_a_source_that_is_down_takes_its_tags_with_it(sources, gateway, name, rows):
    held, links = sources
    held.declare(gateway, {name: False}, T0)
    assert down(links) == rows
    held.declare(gateway, {name: True}, T0 + 1)
    assert down(links) == []


def test_it_is_down_since_it_was_first_said(sources):
    held, links = sources
    held.declare(0, {"V101": False}, T0)
    held.declare(0, {"V101": False, "V103": False}, T0 + 5)
    assert links.down[[LEVEL, FLOW]].tolist() == [T0, T0 + 5]
    held.declare(0, {"V103": False}, T0 + 6)
    assert down(links) == [FLOW], "a source left out of the list is no longer down"


def test_a_live_reading_outweighs_a_guess_but_not_a_name(sources):
    held, links = sources
    held.declare(0, {"OPC server": False, "V101": False}, T0)
    held.hear(np.array([PRESSURE, FLOW], dtype=np.int32))
    assert down(links) == [LEVEL, PRESSURE]
    held.declare(0, {"OPC server": False, "V101": True}, T0 + 5)
    assert down(links) == [LEVEL], "saying it again brings no cleared tag down again"


@pytest.mark.parametrize(
    ("payload", "simulated"),
    [
        (b'{"online":true,"simulation":true}', True),
        (b'{"online":true}', False),
        (b'{"online":true,"simulation":"true"}', False),
        (b"[true]", False),
        (b"\xff", False),
    ],
)
def test_a_status_may_call_itself_simulated(payload, simulated):
    assert is_simulated_status(payload) is simulated
