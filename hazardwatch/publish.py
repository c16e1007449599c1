"""What all commands that speak with a broker have in common: its address, its end by a signal."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar
from urllib.parse import urlsplit

from hazardwatch.data_flags import FlagError
from ingest.session import ESCAPES
from plant.topic_filter import find_fault, overlap
from simulators.broker import parse_broker_url

_T = TypeVar("_T")


def check_broker(url: str) -> None:
    """Refuse a broker's address that is none, without quoting it: it may hold a password.

    :raises FlagError: it can't be read.
    """
    try:
        parse_broker_url(url)
    except ValueError:
        raise FlagError(
            f"--broker: an address reads mqtt[s]://user:pass@host:port; {ESCAPES}"
        ) from None


def check_topics(topics: Sequence[str]) -> None:
    """Refuse topic filters that are none, and such as would bring a message twice.

    :raises FlagError: naming the first.
    """
    for number, topic in enumerate(topics):
        if (fault := find_fault(topic)) is not None:
            raise FlagError(f"--topic {topic}: {fault.text_zh} {fault.text}")
        twin = next((other for other in topics[:number] if overlap(topic, other)), None)
        if twin is not None:
            raise FlagError(f"--topic {topic}: 与 {twin} 重叠 overlaps with {twin}")


def mask_login(url: str) -> str:
    """A broker's address as it may be shown: without the password."""
    parts = urlsplit(url)
    login, at, address = parts.netloc.rpartition("@")
    user, colon, _ = login.partition(":")
    return f"{parts.scheme}://{user}{':***' if colon else ''}{at}{address}"


async def until_signal(run: Callable[[asyncio.Event], Awaitable[_T]]) -> _T:
    """Run something with an event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    return await run(stop)
