"""What a provider's answer means, as data."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting.channels.reply import LONGEST_REASON, Expectation, find, judge
from alerting.notice import ChannelError, Receipt

ALIYUN = Expectation(
    code="/Code",
    success=("OK",),
    lasting_status=(410,),
    lasting=("isv.MOBILE_NUMBER_ILLEGAL",),
    reference="/BizId",
    detail="/Message",
)


def answer(**fields):
    return json.dumps(fields).encode()


def test_success_with_the_providers_number():
    assert judge(ALIYUN, 200, answer(Code="OK", BizId="9^0")) == Receipt("9^0")
    assert judge(Expectation(), 204, b"") == Receipt()
    assert judge(Expectation(reference="/id"), 200, b"no JSON") == Receipt()


@pytest.mark.parametrize(
    ("status", "body", "lasting", "reason"),
    [
        (200, answer(Code="isv.LIMIT", Message="too many"), False, "HTTP 200 isv.LIMIT too many"),
        (200, answer(Code="isv.MOBILE_NUMBER_ILLEGAL"), True, "HTTP 200 isv.MOBILE_NUMBER_ILLEGAL"),
        (400, answer(Code="isv.MOBILE_NUMBER_ILLEGAL"), True, "HTTP 400 isv.MOBILE_NUMBER_ILLEGAL"),
        (500, answer(Code="OK"), False, "HTTP 500 OK"),
        (410, b"", True, "HTTP 410 and no JSON that could be read"),
        (200, b"<html>", False, "HTTP 200 and no JSON that could be read"),
        (200, b"\xff", False, "HTTP 200 and no JSON that could be read"),
        (200, b"[" * 100_000, False, "HTTP 200 and no JSON that could be read"),
        (200, None, False, "HTTP 200 and no JSON that could be read"),
        (200, b"{}", False, "HTTP 200"),
        (302, answer(Code="OK"), False, "HTTP 302 OK: redirects are not followed"),
    ],
)
def test_whatever_is_no_plain_success_is_an_error(status, body, lasting, reason):
    with pytest.raises(ChannelError) as caught:
        judge(ALIYUN, status, body)
    assert (str(caught.value), caught.value.lasting) == (reason, lasting)


def test_a_status_of_the_providers_own_is_success_alone():
    with pytest.raises(ChannelError, match="HTTP 200"):
        judge(Expectation(status=(201,)), 200, b"")


def test_a_reason_is_short_one_line_and_without_secrets():
    long = answer(Code="E", Message="key k3y is wrong\n" + "x" * 500)
    with pytest.raises(ChannelError) as caught:
        judge(ALIYUN, 403, long, ["k3y", ""])
    reason = str(caught.value)
    assert reason.startswith("HTTP 403 E key *** is wrong xxx")
    assert len(reason) == LONGEST_REASON


DOCUMENT = {"a": [{"b~/c": True}, 12, None], "": "empty"}


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        ("", ""),
        ("/", "empty"),
        ("/a/0/b~0~1c", "true"),
        ("/a/1", "12"),
        ("/a/2", "null"),
        ("/a/3", ""),
        ("/a/-1", ""),
        ("/a/x", ""),
        ("/a/1/x", ""),
        ("/b", ""),
    ],
)
def test_json_pointers(pointer, found):
    assert find(DOCUMENT, pointer) == found


@given(st.integers(100, 599), st.binary(max_size=40) | st.none())
def test_any_answer_is_a_receipt_or_a_channels_error(status, body):
    with suppress(ChannelError):
        assert isinstance(judge(ALIYUN, status, body), Receipt)
