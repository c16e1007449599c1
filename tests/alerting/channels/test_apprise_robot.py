"""Apprise itself, carrying to a web server on the loopback."""

import asyncio
import json
import sys
import time

import pytest
from aiohttp import web

from alerting.channels.apprise_robot import AppriseMissingError, AppriseRobot
from alerting.channels.bounds import Bounds
from alerting.channels.template import Template
from alerting.notice import ChannelError, Receipt
from tests.alerting.channels.letters import LETTER

pytest.importorskip("apprise")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of its own imports


def make(stage, path="/{address}", timeout_s=5.0, at_once=4):
    url = stage.url.replace("http:", "json:") + path
    return AppriseRobot("robot", Template.parse(url), Bounds(timeout_s, at_once))


async def test_a_message_arrives(stage):
    async def serve(request):
        return web.Response()

    await stage.open(serve)
    assert await make(stage).send(LETTER) == Receipt()
    ((request, body),) = stage.requests
    assert json.loads(body)["message"] == LETTER.text
    assert request.path == "/13800000000"


async def test_what_the_service_refuses_was_not_taken(stage):
    async def serve(request):
        return web.Response(status=500)

    await stage.open(serve)
    with pytest.raises(ChannelError, match="the service did not take it") as caught:
        await make(stage).send(LETTER)
    assert not caught.value.lasting


async def test_no_secret_of_the_address_reaches_the_log(stage, caplog):
    async def serve(request):
        return web.Response(status=403, text="who is s3cret-token?")

    await stage.open(serve)
    url = stage.url.replace("http://", "json://me:s3cret-word@") + "/s3cret-token"
    with caplog.at_level("INFO"), pytest.raises(ChannelError) as caught:
        await AppriseRobot("robot", Template.parse(url), Bounds()).send(LETTER)
    assert len(stage.requests) == 1
    logged = [one.getMessage() for one in caplog.records if one.name.startswith("apprise")]
    assert logged
    assert "s3cret" not in "".join(logged) + str(caught.value)


async def test_an_address_that_apprise_does_not_know():
    robot = AppriseRobot("robot", Template.parse("nonsense://{address}"), Bounds())
    with pytest.raises(ChannelError, match="Apprise knows no such address") as caught:
        await robot.send(LETTER)
    assert caught.value.lasting


async def test_a_slow_service_is_given_up_in_time_and_its_threads_are_counted(stage):
    free = asyncio.Event()

    async def serve(request):
        await free.wait()
        return web.Response()

    await stage.open(serve)
    robot = make(stage, timeout_s=0.3, at_once=1)
    began = time.monotonic()
    with pytest.raises(ChannelError, match=r"no answer within 0\.3 s"):
        await robot.send(LETTER)
    assert time.monotonic() - began < 2
    with pytest.raises(ChannelError, match="earlier messages still wait"):
        await robot.send(LETTER)
    free.set()
    async with asyncio.timeout(5):
        while True:
            try:
                await robot.send(LETTER)
                break
            except ChannelError:
                await asyncio.sleep(0.01)
    await robot.close()


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(AppriseMissingError, match=r"pip install 'hazardwatch\[apprise\]'"):
        AppriseRobot("robot", Template.parse("dingtalk://t"), Bounds())
