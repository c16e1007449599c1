"""Channel of kind ``apprise``: chat robots (钉钉, 企业微信, 飞书) and what else Apprise knows.

Apprise is an optional extra and blocking, so it is imported when the first channel is made, and
runs in threads of its own. One that its time has run out on can't be ended: it counts until
Apprise's own time limits let it go, so a dead service holds up this channel and no other, and no
thread holds up the end of the program.
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from alerting.channels.bounds import Bounds
from alerting.channels.template import Template, escape_url, list_values
from alerting.notice import ChannelError, Letter, Receipt


class AppriseMissingError(Exception):
    """The optional extra is not installed."""

    def __init__(self) -> None:
        super().__init__("Apprise is not installed: pip install 'hazardwatch[apprise]'")


class AppriseRobot:
    """A service that Apprise knows.

    :param url: Apprise's address of the service, with the person's own ``{address}`` where it has
        a place for one.
    :raises AppriseMissingError:
    """

    def __init__(self, name: str, url: Template, bounds: Bounds) -> None:
        self.name = name
        self._url = url
        self._bounds = bounds
        self._library = load_apprise()
        self._threads = threading.Semaphore(bounds.at_once)

    async def send(self, letter: Letter) -> Receipt:
        """Tell the service; :class:`alerting.notice.Channel` says the rest."""
        values = list_values(letter)
        url = self._url.fill(values, escape_url)
        async with self._bounds.keep():
            taken = await self._run(lambda: self._notify(url, values["text"]))
        if taken is None:
            raise ChannelError("Apprise knows no such address", lasting=True)
        if not taken:
            raise ChannelError("the service did not take it")
        return Receipt()

    async def close(self) -> None:
        """Nothing is kept open; what is under way is not waited for."""

    async def _run(self, work: Callable[[], bool | None]) -> bool | None:
        """What a piece of work comes to in a thread of its own; False where it failed."""
        if not self._threads.acquire(blocking=False):
            raise ChannelError("earlier messages still wait for the service")
        loop = asyncio.get_running_loop()
        done: asyncio.Future[bool | None] = loop.create_future()

        def run() -> None:
            taken: bool | None = False
            try:
                taken = work()
            finally:
                self._threads.release()
                with suppress(RuntimeError):  # the loop is closed: nobody asks any more
                    loop.call_soon_threadsafe(_settle, done, taken)

        threading.Thread(target=run, name=f"apprise-{self.name}", daemon=True).start()
        return await done

    def _notify(self, url: str, text: str) -> bool | None:
        """Whether it was taken, None where the address is none."""
        with suppress(Exception):  # of whatever library the service's plugin uses
            service = self._library.Apprise()
            if not service.add(url):
                return None
            return bool(service.notify(body=text, body_format=self._library.NotifyFormat.TEXT))
        return False


def _settle(done: asyncio.Future[bool | None], taken: bool | None) -> None:  # noqa: FBT001
    if not done.done():
        done.set_result(taken)


def load_apprise() -> Any:
    """:raises AppriseMissingError:"""
    try:
        import apprise  # noqa: PLC0415 -- an optional extra, and slow to import
    except ImportError:
        raise AppriseMissingError from None
    return apprise
