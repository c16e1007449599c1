"""Bounds: nothing leaves them but a channel's error."""

import asyncio

import pytest

from alerting.channels.bounds import Bounds
from alerting.notice import ChannelError


async def test_anything_that_goes_wrong_is_named_by_its_kind_alone():
    with pytest.raises(ChannelError) as caught:
        async with Bounds().keep():
            raise LookupError("https://sms.example/?key=s3cret")
    assert (str(caught.value), caught.value.lasting) == ("LookupError", False)
    assert caught.value.__suppress_context__


async def test_a_channels_own_error_stays():
    with pytest.raises(ChannelError, match="no such number") as caught:
        async with Bounds().keep():
            raise ChannelError("no such number", lasting=True)
    assert caught.value.lasting


async def test_who_is_ended_from_outside_is_ended():
    async def wait():
        async with Bounds().keep():
            await asyncio.Event().wait()

    task = asyncio.create_task(wait())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_place_is_free_again_after_an_error():
    bounds = Bounds(timeout_s=1, at_once=1)
    for _ in range(3):
        with pytest.raises(ChannelError, match="ValueError"):
            async with bounds.keep():
                raise ValueError
