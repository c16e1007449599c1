"""A provider behind HTTP, asked as the settings of a real one would have it."""

import json
from dataclasses import replace
from urllib.parse import parse_qsl

import pytest
from aiohttp import web

from alerting.channels.bounds import Bounds
from alerting.channels.http_provider import HttpProvider
from alerting.channels.reply import Expectation
from alerting.channels.template import Template
from alerting.channels.vendor_signatures import compute_aliyun, sign_aliyun
from alerting.channels.web_caller import WebCaller
from alerting.channels.web_request import RequestTemplate, parse_tree
from alerting.notice import ChannelError, Receipt
from tests.alerting.channels.letters import LETTER

SECRET = "s3cret-of-the-site"
EXPECTED = Expectation(
    code="/Code",
    success=("OK",),
    lasting=("isv.MOBILE_NUMBER_ILLEGAL",),
    reference="/BizId",
    detail="/Message",
)


@pytest.fixture
async def provider(stage):
    """A provider in the manner of Alibaba Cloud, with a site that checks what it gets."""

    async def serve(request):
        fields = dict(parse_qsl((await request.read()).decode()))
        signature = fields.pop("Signature")
        if signature != compute_aliyun("POST", fields, SECRET):
            return web.json_response({"Code": "SignatureDoesNotMatch"}, status=400)
        if fields["PhoneNumbers"] == "0":
            message = f"{fields['PhoneNumbers']} is no number, {SECRET}"
            return web.json_response({"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": message})
        return web.json_response({"Code": "OK", "BizId": "9006^0"})

    def make(secret):
        form = {
            "Action": "SendSms",
            "PhoneNumbers": "{address}",
            "SignName": "示例园区",
            "TemplateParam": {"text": "{text:35}"},
        }
        template = RequestTemplate(Template.parse(stage.url + "/"), form=parse_tree(form))
        return HttpProvider(
            "sms",
            WebCaller(Bounds(timeout_s=5)),
            template,
            EXPECTED,
            secret=secret,
            sign=lambda request: sign_aliyun(request, "id", secret, 1_700_000_000_000, "once"),
        )

    await stage.open(serve)
    channels = [make(SECRET), make("another")]
    yield channels
    for channel in channels:
        await channel.close()


async def test_a_message_is_taken_under_the_providers_number(provider, stage):
    assert await provider[0].send(LETTER) == Receipt("9006^0")
    fields = dict(parse_qsl(stage.requests[0][1].decode()))
    assert json.loads(fields["TemplateParam"]) == {"text": LETTER.text[:35]}
    assert fields["PhoneNumbers"] == "13800000000"


async def test_no_such_number_is_so_for_good_and_no_secret_comes_back(provider):
    with pytest.raises(ChannelError) as caught:
        await provider[0].send(replace(LETTER, address="0"))
    assert caught.value.lasting
    assert str(caught.value) == "HTTP 200 isv.MOBILE_NUMBER_ILLEGAL 0 is no number, ***"


async def test_a_wrong_key_may_be_put_right(provider):
    with pytest.raises(ChannelError, match="HTTP 400 SignatureDoesNotMatch") as caught:
        await provider[1].send(LETTER)
    assert not caught.value.lasting


@pytest.mark.parametrize(
    ("status", "text", "reason"),
    [(500, "{}", "HTTP 500"), (200, "<html>", "HTTP 200 and no JSON"), (301, "", "HTTP 301")],
)
async def test_what_nobody_knows_is_no_success(stage, status, text, reason):
    async def serve(request):
        return web.Response(status=status, text=text, headers={"Location": "/"})

    url = Template.parse(await stage.open(serve) + "/{secret}/{address}")
    channel = HttpProvider(
        "sms", WebCaller(Bounds()), RequestTemplate(url), EXPECTED, secret=SECRET
    )
    with pytest.raises(ChannelError, match=reason) as caught:
        await channel.send(LETTER)
    assert SECRET not in str(caught.value)
    assert stage.requests[0][0].raw_path == f"/{SECRET}/13800000000"
    assert len(stage.requests) == 1
    await channel.close()
