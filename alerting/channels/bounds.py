"""What every channel keeps to: bounded in time and in number, and no error but a channel's.

Nothing of a network lives here, nor what is sent.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from alerting.notice import ChannelError


class Bounds:
    """A message takes at most ``timeout_s``, its wait for a free place included; ``at_once`` are
    under way at most.
    """

    def __init__(self, timeout_s: float = 10.0, at_once: int = 4) -> None:
        self.timeout_s = timeout_s
        self.at_once = at_once
        self._places = asyncio.Semaphore(at_once)

    @asynccontextmanager
    async def keep(self) -> AsyncIterator[None]:
        """Run what is inside within the bounds.

        :raises ChannelError: instead of anything that goes wrong inside. What went wrong is not
            chained to it: libraries quote addresses and keys in their messages.
        """
        try:
            async with asyncio.timeout(self.timeout_s), self._places:
                yield
        except ChannelError:
            raise
        except TimeoutError:
            raise ChannelError(f"no answer within {self.timeout_s:g} s") from None
        except Exception as error:  # noqa: BLE001 -- a channel raises nothing else, by its contract
            raise ChannelError(type(error).__name__) from None
