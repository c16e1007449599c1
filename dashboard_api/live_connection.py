"""What every live connection does, whatever carries its frames.

What a frame is on the wire is :mod:`dashboard_api.live_socket`'s and
:mod:`dashboard_api.event_stream`'s business.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from dashboard_api.live import Client


async def empty_outbox(client: Client, send: Callable[[bytes], Awaitable[None]]) -> None:
    """Send what the outbox holds and will hold, until cancelled; how long is the hub's to see."""
    loop = asyncio.get_running_loop()
    client.wake = woken = asyncio.Event()
    woken.set()
    while True:
        await woken.wait()
        woken.clear()
        while (text := client.take()) is not None:
            client.sending_since = loop.time() * 1000.0
            await send(text)
            client.sending_since = None
            await asyncio.sleep(0)  # a client that reads fast must not hold the loop


async def run_until_first(client: Client, *works: Coroutine[Any, Any, None]) -> None:
    """Run until one of them ends or the client is dismissed; the others are then stopped.

    :raises Exception: what the one that ended raised.
    """
    tasks = {asyncio.create_task(work) for work in (*works, _await_dismissal(client))}
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _await_dismissal(client: Client) -> None:
    await client.dismissed.wait()
