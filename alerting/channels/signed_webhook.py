"""Channel of kind ``webhook``: a program of the site's own is told, in a form it can trust.

The body is JSON of a fixed shape, signed with a shared secret over the instant and the body, so
that a receiver knows who speaks and refuses what is old. docs/notify.md shows a receiver.
"""

import hashlib
import hmac
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from alerting.channels.reply import Expectation, judge
from alerting.channels.template import clean, list_values
from alerting.channels.web_caller import WebCaller
from alerting.channels.web_request import WebRequest, write_json
from alerting.notice import Letter, Receipt
from plant.reading import Instant

VERSION: Final = "v1"

EXPECTED: Final = Expectation(lasting_status=(410, 422))
"""Any 2xx is taken; a receiver that never wants this message again says 410 or 422. All else may
be its own trouble, or a wrong secret that somebody is about to put right.
"""


class SignedWebhook:
    """A receiver that shares a secret with us.

    :param key_id: tells the receiver which of its secrets it is, so that one can follow another.
    :param now: the wall clock, ms.
    """

    def __init__(
        self,
        name: str,
        caller: WebCaller,
        url: str,
        secret: str,
        key_id: str,
        now: Callable[[], Instant],
    ) -> None:
        self.name = name
        self._caller = caller
        self._url = url
        self._secret = secret
        self._key_id = key_id
        self._now = now

    async def send(self, letter: Letter) -> Receipt:
        """Tell the receiver; :class:`alerting.notice.Channel` says the rest."""
        body = write_body(self.name, letter)
        timestamp = str(self._now() // 1000)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Hazardwatch-Timestamp": timestamp,
            "X-Hazardwatch-Signature": f"{VERSION}={sign(self._secret, timestamp, body)}",
            "X-Hazardwatch-Key-Id": self._key_id,
            "Idempotency-Key": quote(clean(letter.key), safe=""),
        }
        answer = await self._caller.call(WebRequest("POST", self._url, headers, body))
        return judge(EXPECTED, answer.status, answer.body)

    async def close(self) -> None:
        """Let go of connections."""
        await self._caller.close()


def write_body(channel: str, letter: Letter) -> bytes:
    """The body: ``version key channel address text priority facts``, UTF-8."""
    own = list_values(letter)
    return write_json(
        {
            "version": 1,
            "key": own["key"],
            "channel": channel,
            "address": own["address"],
            "text": own["text"],
            "priority": own["priority"],
            "facts": {name: clean(value) for name, value in letter.facts.items()},
        }
    ).encode()


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 in hex over ``timestamp.body``."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
