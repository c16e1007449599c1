"""The webhook against the receiver that docs/notify.md shows."""

import json
import re
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from aiohttp import web
from hypothesis import given

from alerting.channels.bounds import Bounds
from alerting.channels.signed_webhook import SignedWebhook, sign, write_body
from alerting.channels.template import clean
from alerting.channels.web_caller import WebCaller
from alerting.notice import ChannelError
from tests.alerting.channels.letters import HOSTILE, LETTER

GUIDE = Path(__file__).parents[3] / "docs" / "notify.md"
SECRET = "a secret of at least 16 characters"


@pytest.fixture(scope="module")
def verify():
    """The receiver's function of the guide, as it stands there."""
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    names = {}
    exec(code, names)  # noqa: S102 -- our own guide
    return names["verify"]


@pytest.fixture
async def desk(stage, verify):
    """``desk(secret, …)``: a channel to a receiver that verifies."""
    channels = []

    async def serve(request):
        trusted = verify(request.headers, await request.read())
        return web.Response(status=stage.status if trusted else 401)

    async def open_channel(secret=SECRET, key_id="1", age_s=0):
        caller = WebCaller(Bounds(timeout_s=5))
        now = round(1000 * (time.time() - age_s))
        channels.append(
            SignedWebhook("desk", caller, f"{stage.url}/alarms", secret, key_id, lambda: now)
        )
        return channels[-1]

    stage.status = 204
    await stage.open(serve)
    yield open_channel
    for channel in channels:
        await channel.close()


async def test_the_guides_receiver_takes_it(desk, stage):
    channel = await desk()
    await channel.send(LETTER)
    request, body = stage.requests[0]
    assert json.loads(body) == {
        "version": 1,
        "key": LETTER.key,
        "channel": "desk",
        "address": "13800000000",
        "text": LETTER.text,
        "priority": "critical",
        "facts": dict(LETTER.facts),
    }
    assert unquote(request.headers["Idempotency-Key"]) == LETTER.key
    assert request.headers["Content-Type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize(
    "wrong",
    [{"secret": "another secret, as long"}, {"key_id": "2"}, {"age_s": 301}, {"age_s": -301}],
)
async def test_it_refuses_strangers_and_what_is_old_and_that_may_be_put_right(desk, wrong):
    channel = await desk(**wrong)
    with pytest.raises(ChannelError, match="HTTP 401") as caught:
        await channel.send(LETTER)
    assert not caught.value.lasting


@pytest.mark.parametrize(
    ("status", "lasting"), [(410, True), (422, True), (400, False), (404, False), (503, False)]
)
async def test_only_410_and_422_last(desk, stage, status, lasting):
    stage.status = status
    channel = await desk()
    with pytest.raises(ChannelError, match=f"HTTP {status}") as caught:
        await channel.send(LETTER)
    assert caught.value.lasting == lasting


async def test_sent_again_it_has_the_same_key_and_another_signature(desk, stage):
    for age_s in (0, 100):
        await (await desk(age_s=age_s)).send(LETTER)
    first, second = (request.headers for request, _ in stage.requests)
    assert first["Idempotency-Key"] == second["Idempotency-Key"]
    assert first["X-Hazardwatch-Signature"] != second["X-Hazardwatch-Signature"]


async def test_the_most_hostile_letter_arrives(desk, stage):
    channel = await desk()
    await channel.send(
        replace(LETTER, key='"\r\nX: 1\0王', text='"}\ud800\n', facts={"unit": "\0"})
    )
    body = json.loads(stage.requests[0][1])
    assert (body["text"], body["facts"]) == ('"}\ufffd ', {"unit": " "})


@given(HOSTILE)
def test_a_body_is_json_of_one_shape_and_any_change_of_it_shows(letter):
    body = write_body("desk", letter)
    read = json.loads(body)
    assert list(read) == ["version", "key", "channel", "address", "text", "priority", "facts"]
    assert read["text"] == clean(letter.text)
    assert sign(SECRET, "1", body) != sign(SECRET, "1", body + b" ")
    assert sign(SECRET, "1", body) != sign(SECRET, "2", body)
