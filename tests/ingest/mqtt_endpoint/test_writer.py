"""What the endpoint says, as the compiled codec reads it."""

import mqtt5
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.mqtt_endpoint import writer
from ingest.mqtt_endpoint.codes import Code

SHORT = st.integers(1, 0xFFFF)


def read(data):
    packet, size = mqtt5.read(memoryview(data))
    assert size == len(data)
    return packet


@given(
    st.builds(
        writer.Terms,
        st.booleans(),
        st.integers(0, 0xFFFF_FFFF),
        SHORT,
        SHORT,
        st.integers(1, 0xFFFF_FFFF),
        st.sampled_from(["", "auto-1"]),
    )
)
def test_a_welcome_says_its_terms(terms):
    got = read(writer.write_welcome(5, terms))
    assert got.session_present == terms.session_present
    assert got.session_expiry_interval == terms.expiry_s
    assert got.server_keep_alive == terms.keep_alive_s
    assert (got.receive_max, got.max_packet_size) == (terms.receive_maximum, terms.largest)
    assert (got.assigned_client_id or "") == terms.assigned
    assert (got.max_qos, got.topic_alias_max, got.retain_available) == (mqtt5.QoS(1), 0, True)
    assert not got.shared_subscription_available
    assert not got.subscription_id_available
    assert writer.write_welcome(4, terms) == bytes((0x20, 2, terms.session_present, 0))


@pytest.mark.parametrize(
    ("code", "old"),
    [
        (Code.BAD_CLIENT_ID, 2),
        (Code.SERVER_BUSY, 3),
        (Code.BAD_LOGIN, 4),
        (Code.NOT_AUTHORIZED, 5),
        (Code.BAD_METHOD, 5),
        (Code.BAD_QOS, 5),
        (Code.RATE_EXCEEDED, 5),
    ],
)
def test_a_rejection_has_its_code_in_both_versions(code, old):
    assert read(writer.write_rejection(5, code)).reason_code == code
    assert writer.write_rejection(4, code) == bytes((0x20, 2, 0, old))


@given(SHORT, st.lists(st.sampled_from([0, 1, 0x87, 0x8F, 0x97, 0x9E, 0xA1]), min_size=1))
def test_a_subscription_is_answered_filter_by_filter(packet, codes):
    got = read(writer.write_granted(5, packet, codes))
    assert (got.packet_id, list(got.reason_codes)) == (packet, codes)
    assert writer.write_granted(4, packet, codes)[-len(codes) :] == bytes(
        code if code < 2 else 0x80 for code in codes
    )


@given(SHORT, st.lists(st.sampled_from([0, 0x11]), min_size=1))
def test_so_is_its_end(packet, codes):
    got = read(writer.write_ungranted(5, packet, codes))
    assert (got.packet_id, list(got.reason_codes)) == (packet, codes)


@pytest.mark.parametrize("code", [code for code in Code if code >= 0x80 and code not in (
    Code.UNSUPPORTED_VERSION, Code.BAD_CLIENT_ID, Code.BAD_LOGIN, Code.BAD_METHOD,
)])  # fmt: skip
def test_a_goodbye_has_a_code_that_clients_know(code):
    assert read(writer.write_goodbye(5, code)).reason_code == code
    assert writer.write_goodbye(4, code) == b""


@given(
    st.sampled_from(["a", "园区/b"]),
    st.binary(max_size=300),
    st.integers(0, 0xFFFF),
    st.booleans(),
)
def test_a_publication_reads_as_it_was_meant(topic, payload, packet, retain):
    message = writer.Message(topic, payload, packet, retain, duplicate=bool(packet))
    got = read(writer.write_publish(5, message))
    assert (got.topic, got.payload, got.packet_id or 0) == (topic, payload, packet)
    assert (got.qos, got.retain, got.duplicate) == (mqtt5.QoS(bool(packet)), retain, bool(packet))
