"""What ``simulate`` and ``replay`` say of a broker."""

import asyncio
import json

import pytest

from hazardwatch import publish
from hazardwatch.data_flags import FlagError
from hazardwatch.exit_code import Exit
from simulators.publisher import Simulated


@pytest.mark.parametrize(
    "url, shown",
    [
        ("mqtt://u:p%40ss@h:1883", "mqtt://u:***@h:1883"),
        ("mqtts://u@h", "mqtts://u@h"),
        ("mqtt://:secret@h", "mqtt://:***@h"),
        ("mqtt://h:1883", "mqtt://h:1883"),
    ],
)
def test_an_address_is_shown_without_its_password(url, shown):
    assert publish.mask_login(url) == shown


@pytest.mark.parametrize("url", ["foo", "mqtt://u:sec/ret@h", "mqtt://u:secret@h:99999"])
def test_an_address_that_is_none_is_refused_without_being_quoted(url):
    with pytest.raises(FlagError) as caught:
        publish.check_broker(url)
    assert "sec" not in str(caught.value)


def test_a_broker_that_is_away_is_named_without_its_password(capsys):
    assert (
        publish.run_simulate(None, "demo", "mqtt://u:secret@127.0.0.1:1", 1.0, as_json=True)
        == Exit.UNREACHABLE
    )
    said = capsys.readouterr()
    assert said.err.startswith("mqtt://u:***@127.0.0.1:1: ")
    assert said.out == ""


def test_a_simulation_ends_with_its_counts_for_machines(monkeypatch, capsys):
    async def simulate(*_words, **_more):
        await asyncio.sleep(0)
        return Simulated(steps=2, frames=3, readings=4)

    monkeypatch.setattr(publish, "simulate", simulate)
    assert publish.run_simulate(None, "demo", "mqtt://h", 1.0, as_json=True) == Exit.OK
    counts = json.loads(capsys.readouterr().out)
    assert (counts["steps"], counts["frames"], counts["readings"]) == (2, 3, 4)
