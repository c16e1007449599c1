"""Channel of kind ``smtp``: e-mail over the site's own mail server, in plain text.

By aiosmtplib and not by smtplib in a thread: a thread that a slow server holds can't be ended, and
this one has to be over in time. Each mail has its own connection: mails are few, and a connection
that a server has meanwhile dropped would cost the one that matters.
"""

import asyncio
import hashlib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Literal

import aiosmtplib

from alerting.channels.bounds import Bounds
from alerting.channels.template import clean
from alerting.notice import ChannelError, Letter, Receipt
from plant.reading import Instant

Security = Literal["starttls", "tls", "none"]

LONGEST_SUBJECT = 120
PARTING_S = 1.0
"""How long a server may take to say goodbye."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over. ``tls`` None: the system's certificate authorities."""

    host: str
    port: int
    security: Security
    username: str = ""
    password: str = ""
    tls: ssl.SSLContext | None = None


class SmtpMail:
    """E-mail.

    :param sender: the address that mails come from.
    :param now: the wall clock, ms.
    """

    def __init__(
        self,
        name: str,
        server: MailServer,
        sender: str,
        bounds: Bounds,
        now: Callable[[], Instant],
    ) -> None:
        self.name = name
        self._server = server
        self._sender = sender
        self._bounds = bounds
        self._now = now

    async def send(self, letter: Letter) -> Receipt:
        """Hand over one mail; :class:`alerting.notice.Channel` says the rest."""
        message = compose(letter, self._sender, self._now())
        async with self._bounds.keep():
            try:
                await self._hand_over(message)
            except aiosmtplib.SMTPRecipientsRefused as error:
                raise _refuse(error.recipients[0].code, "recipient", lasting=True) from None
            except aiosmtplib.SMTPAuthenticationError as error:
                raise _refuse(error.code, "login") from None
            except aiosmtplib.SMTPResponseException as error:
                raise _refuse(error.code, "mail") from None
            except aiosmtplib.SMTPTimeoutError:
                raise ChannelError("the mail server does not answer in time") from None
            except ssl.SSLCertVerificationError:
                raise ChannelError("the server's certificate is not trusted") from None
            except OSError as error:
                if isinstance(error.__cause__, ssl.SSLCertVerificationError):
                    raise ChannelError("the server's certificate is not trusted") from None
                raise ChannelError("no connection to the mail server, or it broke") from None
            except aiosmtplib.SMTPException:
                raise ChannelError("the mail server lacks STARTTLS or another need") from None
        return Receipt(str(message["Message-ID"]))

    async def close(self) -> None:
        """Nothing is kept open."""

    async def _hand_over(self, message: EmailMessage) -> None:
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.username or None,
            password=server.password or None,
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            tls_context=server.tls,
            timeout=self._bounds.timeout_s,
        )
        try:
            await client.connect()
            await client.send_message(message)
            with suppress(aiosmtplib.SMTPException, OSError):  # the mail is taken already
                async with asyncio.timeout(PARTING_S):
                    await client.quit()
        finally:
            client.close()


def compose(letter: Letter, sender: str, now: Instant) -> EmailMessage:
    """The mail: the text as subject and first line, the facts below.

    Its id follows from the notice's key, so that a mail program shows one that came twice once.

    :raises ChannelError: the address is none.
    """
    message = EmailMessage()
    try:
        to = Address(addr_spec=clean(letter.address))
        message["To"] = str(to)
    except (ValueError, IndexError, HeaderParseError):
        raise ChannelError("no mail address", lasting=True) from None
    if not to.domain:
        raise ChannelError("no mail address", lasting=True)
    text = clean(letter.text)
    message["From"] = sender
    message["Subject"] = text[:LONGEST_SUBJECT]
    message["Date"] = format_datetime(datetime.fromtimestamp(now / 1000, UTC))
    number = hashlib.sha256(letter.key.encode(errors="replace")).hexdigest()[:32]
    message["Message-ID"] = f"<{number}@{sender.rpartition('@')[2].rstrip('>')}>"
    message["Auto-Submitted"] = "auto-generated"
    facts = "".join(f"{clean(name)}: {clean(value)}\n" for name, value in letter.facts.items())
    message.set_content(f"{text}\n\n{facts}", charset="utf-8")
    return message


def _refuse(code: int, what: str, *, lasting: bool = False) -> ChannelError:
    """5xx is for good where it is about this person; a 4xx server asks to be tried again."""
    return ChannelError(
        f"the mail server refused the {what}: {code}", lasting=lasting and 500 <= code < 600
    )
