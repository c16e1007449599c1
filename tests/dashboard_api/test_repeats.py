"""Answers kept by key: how long, how many, for whom."""

import pytest
from starlette.requests import Request
from starlette.responses import Response

from dashboard_api.people import Session
from dashboard_api.problems import ProblemError
from dashboard_api.repeats import KEPT_MS, Repeats
from tests.dashboard_api.house import NOON

OP = Session("key", "op", "operator", 2**60)
ADMIN = Session("other", "admin", "admin", 2**60)


class Post:
    """Counts how often it was carried out."""

    def __init__(self, kept=10):
        self.repeats = Repeats(kept)
        self.done = 0

    async def send(self, key, session=OP, now=NOON, path="/x"):
        headers = [] if key is None else [(b"idempotency-key", key.encode())]
        scope = {"type": "http", "method": "POST", "path": path, "headers": headers}
        scope |= {"query_string": b"", "server": ("park", 80), "scheme": "http"}

        async def act():
            self.done += 1
            return Response(str(self.done))

        return (await self.repeats.once(Request(scope), session, b"{}", now, act)).body


async def test_without_a_key_every_request_acts():
    post = Post()
    assert [await post.send(None) for _ in range(2)] == [b"1", b"2"]


async def test_a_key_counts_for_one_person_and_one_address():
    post = Post()
    first = await post.send("k")
    assert await post.send("k") == first
    assert await post.send("k", session=ADMIN) != first
    assert await post.send("k", path="/y") != first
    assert post.done == 3


async def test_a_key_is_forgotten_after_a_day():
    post = Post()
    first = await post.send("k")
    assert await post.send("k", now=NOON + KEPT_MS - 1) == first
    assert await post.send("k", now=NOON + KEPT_MS) != first


async def test_the_oldest_gives_way_when_too_many_are_kept():
    post = Post(kept=3)
    for key in "abcde":
        await post.send(key)
    assert post.done == 5
    await post.send("e")
    assert post.done == 5
    await post.send("a")
    assert post.done == 6


@pytest.mark.parametrize("key", ["", "x" * 256])
async def test_a_key_that_is_none_is_refused(key):
    with pytest.raises(ProblemError, match="422"):
        await Post().send(key)
