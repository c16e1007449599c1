"""Channel of kind ``http``: any provider of messages or calls that is asked over HTTP.

What is asked is a template, what its answer means an expectation; both are the site's settings.
"""

from collections.abc import Callable

from alerting.channels.reply import Expectation, judge
from alerting.channels.template import list_values
from alerting.channels.web_caller import WebCaller
from alerting.channels.web_request import RequestTemplate, WebRequest
from alerting.notice import Letter, Receipt

Sign = Callable[[WebRequest], WebRequest]


class HttpProvider:
    """A provider behind HTTP.

    :param secret: what ``{secret}`` stands for.
    :param sign: adds a vendor's signature.
    """

    def __init__(
        self,
        name: str,
        caller: WebCaller,
        template: RequestTemplate,
        expectation: Expectation,
        *,
        secret: str = "",
        sign: Sign | None = None,
    ) -> None:
        self.name = name
        self._caller = caller
        self._template = template
        self._expectation = expectation
        self._secret = secret
        self._sign = sign

    async def send(self, letter: Letter) -> Receipt:
        """Ask the provider to tell one person; :class:`alerting.notice.Channel` says the rest."""
        request = self._template.fill(list_values(letter, self._secret))
        answer = await self._caller.call(self._sign(request) if self._sign else request)
        return judge(self._expectation, answer.status, answer.body, [self._secret])

    async def close(self) -> None:
        """Let go of connections."""
        await self._caller.close()
