"""A station's answer is the last thing that happens to its upload: after both commits, or never."""

import asyncio
import socket
import sys
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from hazardwatch.doors import Doors, make_session, open_stations
from hazardwatch.listener import AddressTakenError
from hazardwatch.settings import Hj212Settings
from historian.spool import SpoolFullError
from ingest.codec_session import CodecSession
from ingest.joined_session import JoinedSession
from ingest.paho_session import PahoSession
from ingest.session import SessionSettings
from tests.hazardwatch import test_watch
from tests.hazardwatch.test_watch import T0, until
from tests.ingest.formats.hj212_packets import is_answer
from tests.ingest.test_hj212_server import is_silent, open_door, station, upload

site = test_watch.site


@asynccontextmanager
async def watching(watch):
    """A watch that hears a station beside its broker: the door and the station's connection."""
    async with open_door() as door, station(door) as ends:
        watch.session = JoinedSession([watch.session, door])
        running = asyncio.create_task(watch.run())
        yield door, *ends
        watch.stop()
        await running


async def test_a_station_is_answered_after_the_commit_and_not_before(site):
    watch, _ = site
    watch.recorder.gate.clear()
    async with watching(watch) as (_, reader, writer):
        writer.write(upload(1))
        await until(lambda: watch.flow.frames == 1)
        assert await is_silent(reader)
        watch.recorder.gate.set()
        assert is_answer((await reader.readline()).rstrip())


async def test_a_station_is_not_answered_while_the_spool_keeps_nothing(site, monkeypatch):
    watch, log = site

    def fail(_record):
        raise SpoolFullError("no room")

    monkeypatch.setattr(watch.recorder.spool, "append", fail)
    async with watching(watch) as (door, reader, writer):
        broker = watch.session._sessions[0]
        broker.deliver(7, {"LT-101": 95})
        writer.write(upload(1))
        await until(lambda: ("released", 7) in log and door.counters.withheld == 1)
        assert await is_silent(reader)


async def test_no_door_is_opened_that_is_not_asked_for():
    async with AsyncExitStack() as stack:
        assert open_stations(stack, Hj212Settings(), lambda: T0) is None
    broker = object()
    assert Doors(broker, None).join() is broker


async def test_the_address_is_had_at_once_and_let_go_of_at_the_end():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        async with AsyncExitStack() as stack:
            with pytest.raises(AddressTakenError):
                open_stations(stack, Hj212Settings(listen=f"127.0.0.1:{port}"), lambda: T0)
    async with AsyncExitStack() as stack:
        door = open_stations(stack, Hj212Settings(listen="127.0.0.1:0"), lambda: T0)
        assert isinstance(Doors(object(), door).join(), JoinedSession)
    assert door._listener.fileno() == -1


@pytest.mark.parametrize(
    "client, version, expected",
    [("codec", 5, CodecSession), ("codec", 3, PahoSession), ("paho", 5, PahoSession)],
)
def test_the_client_that_is_asked_for_speaks_where_it_knows_the_version(client, version, expected):
    settings = SessionSettings("broker", 1883, "me", version=version)
    assert type(make_session(client, settings, (), lambda: 0)) is expected


def test_without_the_codec_paho_speaks_and_it_is_told(monkeypatch, caplog, capsys):
    monkeypatch.setitem(sys.modules, "ingest.codec_session", None)
    session = make_session("codec", SessionSettings("broker", 1883, "me"), (), lambda: 0)
    assert type(session) is PahoSession
    assert "the codec mqtt5 can't be loaded" in capsys.readouterr().out + caplog.text
