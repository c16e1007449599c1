"""The HTTP client against servers that are slow, broken, huge, elsewhere, or strangers."""

import asyncio
import ssl
import time

import pytest
from aiohttp import web

from alerting.channels.bounds import Bounds
from alerting.channels.web_caller import LONGEST_ANSWER, Answer, WebCaller
from alerting.channels.web_request import WebRequest
from alerting.notice import ChannelError


@pytest.fixture
async def call():
    """``call(url, …)`` by a caller of its own."""
    callers = []

    async def call_once(url, tls=None, timeout_s=5.0, headers=None):
        callers.append(WebCaller(Bounds(timeout_s), tls))
        return await callers[-1].call(WebRequest("POST", url, headers or {}, b"body"))

    yield call_once
    for caller in callers:
        await caller.close()


async def say_ok(request):
    return web.Response(text="fine")


async def wait_forever(request):
    await asyncio.Event().wait()


async def drip_forever(request):
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b".")
        await asyncio.sleep(0.02)


async def hang_up(request):
    request.transport.close()
    return web.Response()


async def test_a_request_arrives_as_it_is(stage, call):
    url = await stage.open(say_ok)
    answer = await call(f"{url}/a%2Fb?c=%26", headers={"X-Key": "1"})
    assert answer == Answer(200, b"fine")
    ((request, body),) = stage.requests
    assert (request.method, request.raw_path, body) == ("POST", "/a%2Fb?c=%26", b"body")
    assert (request.headers["X-Key"], request.headers["User-Agent"]) == ("1", "hazardwatch")


@pytest.mark.parametrize("play", [wait_forever, drip_forever])
async def test_a_slow_server_is_given_up_in_time(stage, call, play):
    url = await stage.open(play)
    began = time.monotonic()
    with pytest.raises(ChannelError, match=r"no answer within 0\.2 s") as caught:
        await call(url, timeout_s=0.2)
    assert time.monotonic() - began < 2
    assert not caught.value.lasting


async def test_a_connection_that_breaks_and_one_that_never_was(stage, call):
    url = await stage.open(hang_up)
    with pytest.raises(ChannelError, match="the connection broke before an answer"):
        await call(url)
    await stage.close()
    with pytest.raises(ChannelError, match="can't connect: ") as caught:
        await call(url)
    assert not caught.value.lasting


async def test_a_redirect_is_an_answer_and_not_followed(stage, call):
    async def send_away(request):
        return web.Response(status=302, headers={"Location": "/elsewhere"})

    url = await stage.open(send_away)
    assert (await call(url)).status == 302
    assert len(stage.requests) == 1


@pytest.mark.parametrize(("size", "kept"), [(LONGEST_ANSWER, True), (LONGEST_ANSWER + 1, False)])
async def test_an_answer_has_an_end(stage, call, size, kept):
    async def answer_at_length(request):
        return web.Response(body=b"x" * size)

    answer = await call(await stage.open(answer_at_length))
    assert (answer.status, answer.body is not None) == (200, kept)


async def test_an_answer_without_an_end_is_cut(stage, call):
    async def pour(request):
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 65536)

    assert await call(await stage.open(pour)) == Answer(200, None)


async def test_what_is_packed_unasked_stays_packed(stage, call):
    async def answer_packed(request):
        response = web.Response(body=b"x" * 10_000_000)
        response.enable_compression(web.ContentCoding.gzip)
        return response

    answer = await call(await stage.open(answer_packed))
    assert answer.status == 200
    assert answer.body is not None
    assert answer.body.startswith(b"\x1f\x8b")


async def test_certificates_are_checked(stage, call, certificate):
    server, ca = certificate
    url = await stage.open(say_ok, server)
    assert (await call(url, ssl.create_default_context(cafile=ca))).status == 200
    with pytest.raises(ChannelError, match="the server's certificate is not trusted"):
        await call(url)
    elsewhere = url.replace("127.0.0.1", "localhost")
    with pytest.raises(ChannelError, match="the server's certificate is not trusted"):
        await call(elsewhere, ssl.create_default_context(cafile=ca))


async def test_tls_where_there_is_none_fails(stage, call):
    url = await stage.open(say_ok)
    with pytest.raises(ChannelError, match="no TLS connection"):
        await call(url.replace("http:", "https:"))


async def test_what_can_not_be_sent_is_so_for_good(stage, call):
    url = await stage.open(say_ok)
    for where, headers in ((url, {"X": "a\r\nB: c"}), ("nonsense", {})):
        with pytest.raises(ChannelError, match="no request that could be sent") as caught:
            await call(where, headers=headers)
        assert caught.value.lasting


async def test_only_so_many_at_once_and_the_wait_counts(stage):
    under_way = most = 0

    async def count(request):
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.05)
        under_way -= 1
        return web.Response()

    caller = WebCaller(Bounds(timeout_s=5, at_once=2))
    url = await stage.open(count)
    await asyncio.gather(*(caller.call(WebRequest("GET", url, {})) for _ in range(6)))
    assert most == 2
    await caller.close()


async def test_who_waits_for_a_place_in_vain_is_given_up_too(stage):
    caller = WebCaller(Bounds(timeout_s=0.2, at_once=1))
    url = await stage.open(wait_forever)
    calls = [asyncio.create_task(caller.call(WebRequest("GET", url, {}))) for _ in range(3)]
    while not stage.requests:
        await asyncio.sleep(0)
    assert len(stage.requests) == 1
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert [str(one) for one in outcomes] == ["no answer within 0.2 s"] * 3
    await caller.close()


async def test_nothing_is_remembered_of_a_server_and_a_closed_caller_opens_again(stage):
    async def set_cookie(request):
        return web.Response(headers={"Set-Cookie": "a=b; Path=/"})

    caller = WebCaller(Bounds())
    request = WebRequest("GET", await stage.open(set_cookie), {})
    await caller.call(request)
    await caller.call(request)
    await caller.close()
    await caller.call(request)
    await caller.close()
    assert [one.cookies for one, _ in stage.requests] == [{}, {}, {}]


async def test_a_proxy_is_the_settings_and_never_the_environments(stage, call, monkeypatch):
    url = await stage.open(say_ok)
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert (await call(url)).status == 200
    caller = WebCaller(Bounds(), proxy=url)
    await caller.call(WebRequest("GET", "http://sms.example/send", {}))
    await caller.close()
    assert stage.requests[-1][0].raw_path == "http://sms.example/send"
