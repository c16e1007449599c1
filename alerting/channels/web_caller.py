"""Sending HTTP requests to strangers: bounded, certificates checked, redirects not followed.

The one place of the channels that opens HTTP connections. What an answer means is not known here.
"""

import ssl
from dataclasses import dataclass

import aiohttp
from yarl import URL

from alerting.channels.bounds import Bounds
from alerting.channels.web_request import WebRequest
from alerting.notice import ChannelError

LONGEST_ANSWER = 64 << 10
"""Bytes; more than that is no answer to a message."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``body`` is None where it was too long."""

    status: int
    body: bytes | None


class WebCaller:
    """A client of one provider.

    :param tls: None: the system's certificate authorities.
    :param proxy: URL of an HTTP proxy; the environment's are not looked at, because whoever sets
        them for a shell does not mean the alarms.
    """

    def __init__(
        self, bounds: Bounds, tls: ssl.SSLContext | None = None, proxy: str | None = None
    ) -> None:
        self._bounds = bounds
        self._tls = tls
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    async def call(self, request: WebRequest) -> Answer:
        """Send a request and read its answer.

        :raises ChannelError: there was none in time.
        """
        async with self._bounds.keep():
            try:
                return await self._send(request)
            except aiohttp.ClientConnectorCertificateError:
                raise ChannelError("the server's certificate is not trusted") from None
            except aiohttp.ClientSSLError:
                raise ChannelError("no TLS connection") from None
            except aiohttp.ClientConnectorError as error:
                reason = error.os_error.strerror or "no such host"
                raise ChannelError(f"can't connect: {reason}") from None
            except (aiohttp.InvalidURL, ValueError):
                raise ChannelError("no request that could be sent", lasting=True) from None
            except aiohttp.ClientError:
                raise ChannelError("the connection broke before an answer") from None

    async def close(self) -> None:
        """Let go of connections; the next call opens new ones."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _send(self, request: WebRequest) -> Answer:
        async with self._open().request(
            request.method,
            URL(request.url, encoded=True),
            headers=request.headers,
            data=request.body or None,
            allow_redirects=False,
            proxy=self._proxy,
        ) as response:
            return Answer(response.status, await _read_at_most(response.content, LONGEST_ANSWER))

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._bounds.at_once, ssl=self._tls or True),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": "hazardwatch", "Accept-Encoding": "identity"},
                timeout=aiohttp.ClientTimeout(total=None),
                auto_decompress=False,  # nobody asked for it: what is packed may be a bomb
            )
        return self._session


async def _read_at_most(content: aiohttp.StreamReader, most: int) -> bytes | None:
    body = b""
    while len(body) <= most:
        piece = await content.read(most + 1 - len(body))
        if not piece:
            return body
        body += piece
    return None
