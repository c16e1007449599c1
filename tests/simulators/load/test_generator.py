"""The generator against a real broker: what it says that it sent is what arrives."""

from pathlib import Path

import pytest

from simulators.broker import parse_broker_url
from simulators.child import GO, hear, run_child
from simulators.load.forms import LoadForm
from simulators.load.generator import Order, Sent, run_generator
from simulators.load.schedule import Schedule
from simulators.load.senders import plan_senders
from tests.simulators.conftest import Brokers, listen
from tests.simulators.load.plants import make_load_plant

pytestmark = pytest.mark.broker


def make_order(folder: Path, url: str, rate: float, seconds: float, **how) -> Order:
    form = LoadForm.JSON_COLUMNS
    senders = plan_senders(make_load_plant(folder, form, gateways=2, tags=40), form)
    schedule = Schedule(rate, seconds)
    return Order(parse_broker_url(url), senders, form, schedule, batch=5, **how)


def send(order: Order) -> Sent:
    with run_child(run_generator, order) as generator:
        generator.send(GO)
        return hear(generator, 60)


async def test_what_was_sent_arrives_and_is_counted_gateway_by_gateway(
    tmp_path: Path, mosquitto: str
) -> None:
    order = make_order(tmp_path, mosquitto, 200, 1, share=0.1, sampled=4, echoed=1)
    async with listen(mosquitto) as heard:
        sent = send(order)
    assert sent.messages == 200
    assert sent.published == sent.acknowledged == len(heard.messages)
    for gateway in ("gw0000", "gw0001"):
        bodies = heard.data(gateway)
        assert [body["seq"] for body in bodies] == list(range(1, sent.frames_of[gateway] + 1))
        assert sum(len(body["tags"]) for body in bodies) == sent.readings_of[gateway]
        assert {body["boot"] for body in bodies} == {sent.boot}
        assert heard.status(gateway) == [True]
    assert sum(sent.readings_of.values()) == sent.readings == 200 * 5 + 2 * 40
    assert sent.sending.samples == sent.acknowledging.samples == 200


async def test_what_is_kept_of_a_tag_is_what_it_said(tmp_path: Path, mosquitto: str) -> None:
    async with listen(mosquitto) as heard:
        sent = send(make_order(tmp_path, mosquitto, 200, 0.5, share=0.1, sampled=4))
    assert len(sent.kept) >= 4
    for tag, kept in sent.kept.items():
        told = [
            (body["ts"], value)
            for body in heard.data()
            for name, value in zip(body["tags"], body["v"], strict=True)
            if name == tag
        ]
        assert told == list(zip(kept.times, kept.values, strict=True))


async def test_excursions_and_echoes_are_noted_as_they_went_out(
    tmp_path: Path, mosquitto: str
) -> None:
    async with listen(mosquitto) as heard:
        sent = send(make_order(tmp_path, mosquitto, 200, 1, share=0.1, echoed=1))
    beyond = {
        (f"{tag}:H", body["ts"])
        for body in heard.data()
        for tag, value in zip(body["tags"], body["v"], strict=True)
        if value > 80
    }
    assert {(one.alarm, one.source) for one in sent.excursions} == beyond
    assert 15 <= len(beyond) <= 20
    assert all(one.sent_ns >= one.due_ns for one in sent.excursions)
    assert len(sent.echoes) == 100
    assert len({checksum for checksum, _ in sent.echoes}) == 100


def test_messages_go_out_by_the_schedule_and_not_by_the_answers(
    tmp_path: Path, mosquitto: str
) -> None:
    sent = send(make_order(tmp_path, mosquitto, 100, 1))
    assert sent.seconds >= 0.99
    assert sent.held == 0


def test_what_a_full_window_holds_up_counts_from_when_it_was_due(
    tmp_path: Path, mosquitto: str
) -> None:
    """Far more than one message in flight can carry: a closed loop would not notice."""
    sent = send(make_order(tmp_path, mosquitto, 20_000, 0.1, in_flight=1))
    assert sent.messages == 2000
    assert sent.held > 0
    assert sent.late_ms > 0
    assert sent.sending.spread().worst >= sent.late_ms - 1


def test_a_broker_that_dies_ends_the_generator(tmp_path: Path, brokers: Brokers) -> None:
    order = make_order(tmp_path, brokers.start(), 500, 60)
    with run_child(run_generator, order) as generator:
        generator.send(GO)
        brokers.kill()
        with pytest.raises(EOFError):
            hear(generator, 60)
