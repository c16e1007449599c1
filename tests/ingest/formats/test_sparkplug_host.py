import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats import sparkplug_host
from ingest.formats.sparkplug_host import encode_rebirth, encode_state, says_offline
from tests.ingest.formats.sparkplug_wire import metric, payload


@given(st.integers(1, 2**48))
def test_a_rebirth_is_one_true_boolean_by_its_name(now):
    wished = metric("Node Control/Rebirth", "bool", 1, ts=now, datatype=11)
    assert encode_rebirth(now) == payload(wished, ts=now)


def test_the_bytes_of_a_rebirth_as_counted_by_hand():
    assert encode_rebirth(1) == (
        b"\x08\x01"  # payload.timestamp = 1
        b"\x12\x1c"  # payload.metrics, 28 bytes
        b"\x0a\x14Node Control/Rebirth"  # metric.name, 20 bytes
        b"\x18\x01"  # metric.timestamp = 1
        b"\x20\x0b"  # metric.datatype = 11, Boolean
        b"\x70\x01"  # metric.boolean_value = true
    )


def test_birth_and_will_of_the_host_carry_the_same_time():
    birth, will = (
        encode_state(1700000000000, online=True),
        encode_state(1700000000000, online=False),
    )
    assert json.loads(birth) == {"online": True, "timestamp": 1700000000000}
    assert json.loads(will) == {"online": False, "timestamp": 1700000000000}


def test_a_host_knows_its_own_will_again():
    assert says_offline(encode_state(1, online=False))
    assert not says_offline(encode_state(1, online=True))


@pytest.mark.parametrize("body", [b"", b"OFFLINE", b"[]", b'{"online":0}', b"\xff", b"[" * 5000])
def test_what_is_no_will_denies_nothing(body):
    assert not says_offline(body)


def test_nothing_else_can_be_written_to_a_sparkplug_network():
    encoders = {name for name in vars(sparkplug_host) if name.startswith("encode")}
    assert encoders == {"encode_state", "encode_rebirth"}
