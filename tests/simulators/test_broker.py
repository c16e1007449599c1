import pytest

from simulators.broker import Broker, parse_broker_url


def test_a_full_url_and_its_defaults() -> None:
    assert parse_broker_url("mqtt://localhost") == Broker("localhost", 1883)
    assert parse_broker_url("mqtts://b.example/") == Broker("b.example", 8883, tls=True)
    login = parse_broker_url("mqtt://gw%401:p%40ss%3A@10.0.0.1:1884")
    assert login == Broker("10.0.0.1", 1884, username="gw@1", password="p@ss:")


def test_the_password_is_not_shown() -> None:
    assert "secret" not in repr(parse_broker_url("mqtt://user:secret@host"))


@pytest.mark.parametrize(
    "url",
    ["localhost:1883", "http://host", "mqtt://", "mqtt://host:none", "mqtt://host/topic", ""],
)
def test_what_is_no_broker_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"broker|[Pp]ort"):
        parse_broker_url(url)
