import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.session import BackOff, Outstanding, SessionSettings


def test_an_address_with_everything():
    settings = SessionSettings.of_url("mqtts://us%40er:p%3Ass@broker:9000", "me", ca="/ca")
    assert (settings.host, settings.port, settings.tls, settings.ca) == (
        "broker",
        9000,
        True,
        "/ca",
    )
    assert (settings.username, settings.password, settings.client_id) == ("us@er", "p:ss", "me")


@pytest.mark.parametrize(("url", "port"), [("mqtt://h", 1883), ("mqtts://h", 8883)])
def test_default_ports(url, port):
    settings = SessionSettings.of_url(url, "me")
    assert (settings.port, settings.username, settings.password) == (port, None, None)


@pytest.mark.parametrize(
    "url",
    [
        *("", "h:1883", "http://h", "mqtt://", "mqtt://h:x", "mqtt://h:65536"),
        *("mqtt://u:secret/x@h", "mqtt://u:[secret@h", "mqtt://u:secret℀@h"),
    ],
)
def test_what_is_no_address_is_refused_and_never_quoted(url):
    with pytest.raises(ValueError, match="an MQTT address reads") as refused:
        SessionSettings.of_url(url, "me")
    assert "secret" not in str(refused.value)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


@given(st.permutations(range(1, 9)), st.integers(1, 8))
def test_acknowledgements_leave_in_order_of_arrival_however_they_come(order, chunk):
    outstanding = Outstanding()
    outstanding.renew()
    tokens = {packet: outstanding.arrive(packet) for packet in range(1, 9)}
    sent, safe = [], set()
    for start in range(0, 8, chunk):
        part = order[start : start + chunk]
        safe.update(part)
        due, stale = outstanding.confirm([tokens[packet] for packet in part])
        sent += due
        assert stale == 0
        assert set(sent) <= safe, "nothing is acknowledged that was not confirmed"
    assert sent == list(range(1, 9))
    assert len(outstanding) == 0


def test_a_token_of_an_earlier_connection_acknowledges_nothing():
    outstanding = Outstanding()
    outstanding.renew()
    old = outstanding.arrive(1)
    outstanding.renew()
    new = outstanding.arrive(1)
    assert outstanding.confirm([old]) == ([], 1)
    assert outstanding.confirm([new]) == ([1], 0)


def test_qos_0_needs_no_acknowledgement():
    assert Outstanding().confirm([0, 0]) == ([], 0)


def test_confirming_twice_acknowledges_once():
    outstanding = Outstanding()
    outstanding.renew()
    first, second = outstanding.arrive(1), outstanding.arrive(2)
    assert outstanding.confirm([second, second]) == ([], 0)
    assert outstanding.confirm([first, first]) == ([1, 2], 0)
    again = outstanding.arrive(1)
    assert outstanding.confirm([first, second]) == ([], 2), "the broker uses identifiers again"
    assert outstanding.confirm([again]) == ([1], 0)


@given(st.floats(0, 1, exclude_max=True))
def test_waits_double_up_to_the_most_and_begin_anew(chance):
    back_off = BackOff(1.0, 5.0)
    waits = [back_off.draw(chance) for _ in range(5)]
    spread = 0.5 + chance / 2
    assert waits == [spread * wait for wait in (1, 2, 4, 5, 5)]
    back_off.reset()
    assert back_off.draw(chance) == spread
