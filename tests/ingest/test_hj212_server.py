"""The door against stations that are plain sockets: who is heard, what is answered, what is cut."""

import ast
import asyncio
import socket
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

import ingest.hj212_server as module
from ingest.formats.hj212_packet import read_packet
from ingest.formats.hj212_stream import split
from ingest.hj212_server import DoorSettings, Hj212Server
from ingest.session import NO_TOKEN
from tests.ingest.formats.hj212_packets import NOW, STATION, is_answer, packet, realtime, wrap

WAIT_S = 5.0
TOPIC = f"hj212/{STATION}"
GOOD = realtime(w01018="2.2")


def upload(number, **changes):
    """A packet that wants an answer, told from others by its QN."""
    stamp = f"{20160801085857000 + number}"
    return packet(f"DataTime=20160801085857;a-Rtd={number}", qn=stamp, **changes)


@asynccontextmanager
async def open_door(**changes):
    door = Hj212Server(socket.create_server(("127.0.0.1", 0)), lambda: NOW, DoorSettings(**changes))
    await door.start()
    try:
        yield door
    finally:
        await door.stop()


@asynccontextmanager
async def station(door, *sent):
    """A station's connection; what it sends at once."""
    reader, writer = await asyncio.open_connection(*door._server.sockets[0].getsockname())
    writer.write(b"".join(sent))
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def gather(door, count):
    frames = []
    async with asyncio.timeout(WAIT_S):
        while len(frames) < count:
            frames += await door.gather(100, 0.5)
    return frames


async def until(condition):
    async with asyncio.timeout(WAIT_S):
        while not condition():
            await asyncio.sleep(0.01)


async def read_answers(reader, count):
    async with asyncio.timeout(WAIT_S):
        return [read_packet((await reader.readline()).strip()) for _ in range(count)]


async def read_to_end(reader):
    """Everything until the other side ends the connection, however it does."""
    heard = b""
    async with asyncio.timeout(WAIT_S):
        try:
            while portion := await reader.read(4096):
                heard += portion
        except ConnectionError:
            pass
    return heard


async def is_silent(reader, seconds=0.15):
    try:
        await asyncio.wait_for(reader.read(1), seconds)
    except TimeoutError:
        return True
    return False


# ---------------------------------------------------------------------------------- what is heard


async def test_a_station_s_packets_are_frames_under_its_own_topic():
    async with open_door() as door, station(door, GOOD, GOOD[:30]) as (_, writer):
        assert door.connected
        (frame,) = await gather(door, 1)
        assert (frame.topic, frame.payload, frame.received) == (TOPIC, GOOD.strip(), NOW)
        assert not frame.retained
        writer.write(GOOD[30:])
        assert [frame.payload for frame in await gather(door, 1)] == [GOOD.strip()]
        assert door.depth == 0


async def test_nothing_is_gathered_where_nothing_came():
    async with open_door() as door:
        assert await door.gather(10, 0) == []
        assert await door.gather(10, 0.01) == []


async def test_at_most_so_many_are_gathered_in_the_order_they_came():
    async with open_door() as door, station(door, *map(upload, range(10))):
        await until(lambda: door.depth == 10)
        parts = [await door.gather(4, 0) for _ in range(4)]
        assert [len(part) for part in parts] == [4, 4, 2, 0]
        sent = [upload(n).strip() for n in range(10)]
        assert [frame.payload for part in parts for frame in part] == sent


async def test_damage_is_a_frame_of_the_station_that_spoke_before_and_wants_no_answer():
    async with open_door() as door, station(door, b"hello\n", GOOD, b"##0003abc0000\n"):
        stranger, good, damaged = await gather(door, 3)
        assert (stranger.topic, stranger.payload, stranger.token) == (
            "hj212/",
            b"hello\n",
            NO_TOKEN,
        )
        assert good.token != NO_TOKEN
        assert (damaged.topic, damaged.token) == (TOPIC, NO_TOKEN)


async def test_what_a_lost_connection_leaves_unfinished_is_told():
    async with open_door() as door:
        async with station(door, GOOD, GOOD[:-20]) as (_, writer):
            await gather(door, 1)
            writer.close()
            (rest,) = await gather(door, 1)
        assert (rest.payload, rest.token) == (GOOD[:-20], NO_TOKEN)
        await until(lambda: door.stations == 0)


# ------------------------------------------------------------------------------------- the answer


async def test_the_answer_waits_for_the_acknowledgement_and_is_of_its_own_upload():
    async with open_door() as door, station(door, upload(1), upload(2)) as (reader, _):
        first, second = await gather(door, 2)
        assert await is_silent(reader)
        door.acknowledge([second.token])
        (answer,) = await read_answers(reader, 1)
        assert (answer.cn, answer.qn, answer.mn) == ("9014", "20160801085857002", STATION)
        assert await is_silent(reader)
        door.acknowledge([first.token])
        assert [one.qn for one in await read_answers(reader, 1)] == ["20160801085857001"]
        assert (door.counters.answers, door.counters.stale) == (2, 0)


async def test_confirming_twice_answers_once():
    async with open_door() as door, station(door, upload(1)) as (reader, _):
        (frame,) = await gather(door, 1)
        door.acknowledge([frame.token, frame.token, NO_TOKEN])
        await read_answers(reader, 1)
        assert await is_silent(reader)
        assert (door.counters.answers, door.counters.stale) == (1, 1)


async def test_who_wants_no_answer_gets_none():
    silent = [upload(1, flag="4"), upload(2, cn="9013"), upload(3, cn="1013"), upload(4, flag="")]
    async with open_door() as door, station(door, *silent) as (reader, _):
        frames = await gather(door, 4)
        assert {frame.token for frame in frames} == {NO_TOKEN}
        door.acknowledge([frame.token for frame in frames])
        assert await is_silent(reader)


async def test_an_acknowledgement_after_a_reconnect_confirms_nothing_else():
    """The same upload again has a token of its own; the old one is stale and nothing is sent."""
    async with open_door() as door:
        async with station(door, upload(1)):
            (old,) = await gather(door, 1)
        await until(lambda: door.stations == 0)
        assert not door._unanswered, "nothing is kept for who is gone"
        async with station(door, upload(1)) as (reader, _):
            (new,) = await gather(door, 1)
            door.acknowledge([old.token])
            assert await is_silent(reader)
            assert door.counters.stale == 1
            door.acknowledge([new.token])
            await read_answers(reader, 1)


async def test_what_was_judged_and_not_kept_is_not_answered_and_the_station_read_on():
    async with open_door(unanswered=1) as door, station(door, upload(1)) as (reader, writer):
        (lost,) = await gather(door, 1)
        door.release([lost.token, NO_TOKEN])
        writer.write(upload(2))
        (kept,) = await gather(door, 1)
        door.acknowledge([lost.token, kept.token])
        (answer,) = await read_answers(reader, 1)
        assert answer.qn == "20160801085857002"
        assert await is_silent(reader)
        assert (door.counters.withheld, door.counters.stale) == (1, 1)


async def test_an_answer_to_a_connection_that_just_ended_is_stale():
    async with open_door() as door, station(door, upload(1)):
        (frame,) = await gather(door, 1)
        next(iter(door._stations)).abort()
        door.acknowledge([frame.token])
        assert (door.counters.answers, door.counters.stale) == (0, 1)


async def test_two_stations_get_their_own_answers():
    async with (
        open_door() as door,
        station(door, upload(1, mn="A")) as (at_a, _),
        station(door, upload(2, mn="B")) as (at_b, _),
    ):
        frames = await gather(door, 2)
        door.acknowledge([frame.token for frame in frames])
        assert [one.mn for one in await read_answers(at_a, 1)] == ["A"]
        assert [one.mn for one in await read_answers(at_b, 1)] == ["B"]


async def test_whatever_is_sent_nothing_but_9014_comes_back():
    """Every command of the standard, in both directions' meaning, and damage; all acknowledged."""
    commands = [*range(1000, 1100), *range(2000, 2100), *range(3000, 3100), *range(9000, 9100)]
    sent = [upload(n, cn=str(n), flag=flag) for n in commands for flag in "135"]
    hostile = [upload(1, mn="x;CN=1012"), wrap("QN=1;CN=2011;MN=a;PW=b;Flag=5;CP=&&&&"), b"##\r\n"]
    async with open_door() as door, station(door) as (reader, writer):
        heard = asyncio.create_task(reader.read(1 << 22))
        for one in [*sent, *hostile]:
            writer.write(one)
            (frame,) = await gather(door, 1)
            door.acknowledge([frame.token])
        await asyncio.sleep(0.1)
        writer.close()
        answers = list(split(await heard + await reader.read()))
    assert len(answers) == 600, "the 2xxx and 3xxx, three flags each"
    assert all(is_answer(piece.payload) for piece in answers)


def test_one_line_of_the_door_writes_and_it_writes_an_answer():
    tree = ast.parse(Path(module.__file__).read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    sending = {"write", "writelines", "send", "sendall", "sendto", "sock_sendall", "write_eof"}
    writes = [
        ast.unparse(node)
        for node in calls
        if isinstance(node.func, ast.Attribute) and node.func.attr in sending
    ]
    assert writes == ["self._transport.write(answer)"]
    queued = [node.args for node in calls if ast.unparse(node.func) == "self._door.take"]
    assert {ast.unparse(args[-1]) for args in queued} == {"None", "write_answer(packet)"}


# ---------------------------------------------------------------------------------- what is bounded


async def test_a_flood_is_read_no_faster_than_it_is_gathered_and_starves_nobody():
    async with open_door(queued=10) as door, station(door) as (_, flood):
        flood.write(b"".join(upload(n % 1000, flag="4") for n in range(20_000)))
        await until(lambda: door.counters.pauses > 0)
        before = door.depth
        async with station(door, upload(7, mn="QUIET")):
            frames = await gather(door, before + 1)
            assert "hj212/QUIET" in {frame.topic for frame in frames[: 3 * before]}
        total = len(frames) + len(await gather(door, 20_001 - len(frames)))
        assert total == 20_001


async def test_a_station_whose_frames_are_not_settled_is_not_read_on():
    async with open_door(unanswered=5) as door, station(door, upload(0)) as (reader, writer):
        frames = await gather(door, 1)
        for n in range(1, 5):
            writer.write(upload(n))
            frames += await gather(door, 1)
        writer.write(upload(5))
        assert await door.gather(10, 0.1) == []
        door.acknowledge([frame.token for frame in frames])
        await gather(door, 1)
        assert len(await read_answers(reader, 5)) == 5


async def test_who_sends_nothing_sound_is_cut_off():
    async with open_door(broken=8) as door, station(door, b"GET / HTTP/1.1\n" * 8) as (reader, _):
        assert await read_to_end(reader) == b""
        assert door.counters.cut == 1
        assert len(await gather(door, 8)) == 8, "what it sent is told all the same"


async def test_a_sound_packet_between_damage_keeps_the_connection():
    sent = [b"x\n", b"y\n", GOOD] * 10
    async with open_door(broken=3) as door, station(door, *sent) as (reader, _):
        await gather(door, 30)
        assert await is_silent(reader)
        assert door.counters.cut == 0


@pytest.mark.parametrize("sent", [b"", b"##0101QN=2016", b"x"])
async def test_a_stranger_that_says_nothing_is_cut_off(sent):
    async with open_door(greeting_s=0.1) as door, station(door, sent) as (reader, _):
        assert await read_to_end(reader) == b""
        await until(lambda: door.stations == 0)
        assert door.counters.cut == 1


async def test_a_station_may_be_silent_for_longer_but_not_for_ever():
    async with open_door(greeting_s=0.1, idle_s=0.6) as door, station(door, GOOD) as (reader, _):
        assert await is_silent(reader, 0.3)
        assert await read_to_end(reader) == b""


async def test_a_station_that_closes_its_side_is_let_go():
    async with open_door() as door, station(door, upload(1)) as (reader, writer):
        await gather(door, 1)
        writer.write_eof()
        assert await read_to_end(reader) == b""
        await until(lambda: door.stations == 0)


async def test_a_station_that_does_not_read_its_answers_is_cut_off():
    async with open_door() as door:
        with socket.create_connection(door._server.sockets[0].getsockname()) as deaf:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            deaf.setblocking(False)
            loop, packets = asyncio.get_running_loop(), b"".join(map(upload, range(50)))

            async def talk():
                while True:
                    await loop.sock_sendall(deaf, packets)

            talking = asyncio.create_task(talk())
            async with asyncio.timeout(20):
                while not door.counters.cut:
                    door.acknowledge([one.token for one in await door.gather(500, 0.1)])
            talking.cancel()
            await asyncio.gather(talking, return_exceptions=True)
        await until(lambda: door.stations == 0)


async def test_stations_keep_their_place_and_strangers_make_room():
    async with open_door(connections=2) as door, station(door, GOOD) as (at_station, _):
        await gather(door, 1)
        async with station(door) as (at_stranger, _), station(door, GOOD) as (at_new, _):
            assert await read_to_end(at_stranger) == b""
            await gather(door, 1)
            async with station(door) as (at_late, _):
                assert await read_to_end(at_late) == b""
            assert await is_silent(at_station)
            assert await is_silent(at_new)
        assert (door.counters.refused, door.counters.cut) == (1, 1)


async def test_a_rush_of_connections_stays_within_the_bound(monkeypatch):
    most = 0
    async with open_door(connections=5) as door:
        admit = door.admit

        def watch(station):
            nonlocal most
            admitted = admit(station)
            most = max(most, door.stations)
            return admitted

        monkeypatch.setattr(door, "admit", watch)
        address = door._server.sockets[0].getsockname()
        sockets = [socket.create_connection(address) for _ in range(60)]
        await until(lambda: door.counters.connects + door.counters.refused == 60)
        for one in sockets:
            one.close()
    assert most == 5


# ------------------------------------------------------------------------------------- the end


async def test_what_was_acknowledged_is_answered_before_the_end():
    door = Hj212Server(socket.create_server(("127.0.0.1", 0)), lambda: NOW)
    await door.start()
    address = door._server.sockets[0].getsockname()
    async with station(door, upload(1), upload(2)) as (reader, _):
        first, _ = await gather(door, 2)
        door.acknowledge([first.token])
        await door.stop()
        heard = await read_to_end(reader)
        assert [read_packet(one.payload).qn for one in split(heard)] == ["20160801085857001"]
    assert not door.connected
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(address, 1)


async def test_answers_that_still_wait_to_be_sent_are_sent_before_the_end():
    door = Hj212Server(socket.create_server(("127.0.0.1", 0)), lambda: NOW)
    await door.start()
    loop, answered = asyncio.get_running_loop(), 0
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        slow.setblocking(False)
        await loop.sock_connect(slow, door._server.sockets[0].getsockname())
        await until(lambda: door.stations == 1)
        (connection,) = door._stations
        while not connection._transport.get_write_buffer_size():
            await loop.sock_sendall(slow, upload(answered))
            (frame,) = await gather(door, 1)
            door.acknowledge([frame.token])
            answered += 1
        stopping, heard = asyncio.create_task(door.stop()), b""
        async with asyncio.timeout(WAIT_S):
            while portion := await loop.sock_recv(slow, 4096):
                heard += portion
        await stopping
    answers = [piece.payload for piece in split(heard)]
    assert len(answers) == answered == door.counters.answers
    assert all(map(is_answer, answers))


async def test_a_station_that_does_not_read_does_not_hold_up_the_end():
    async with open_door() as door, station(door, upload(1)) as (_, writer):
        writer.transport.pause_reading()
        (frame,) = await gather(door, 1)
        door.acknowledge([frame.token])
        async with asyncio.timeout(WAIT_S):
            await door.stop()


async def test_stopping_what_was_never_started_lets_go_of_the_address():
    listener = socket.create_server(("127.0.0.1", 0))
    door = Hj212Server(listener, lambda: NOW)
    assert not door.connected
    await door.stop()
    assert listener.fileno() == -1


async def test_stations_are_told_nothing():
    async with open_door() as door:
        assert not door.publish("any", b"thing")
