"""E-mail handed to a real mail server: with and without TLS and login, slow, and refusing."""

import asyncio
import email
import email.policy
import ssl
import time
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from hypothesis import given

from alerting.channels.bounds import Bounds
from alerting.channels.smtp_mail import MailServer, SmtpMail, compose
from alerting.channels.template import clean
from alerting.notice import ChannelError
from tests.alerting.channels.letters import HOSTILE, LETTER

NOW = 1_700_000_000_000
LETTER = replace(LETTER, address="wang@park.example")


class Post:
    """A post office: ``mails`` that came, ``refusals`` by command, ``wait_s`` before an answer."""

    def __init__(self, **refusals):
        self.mails = []
        self.logins = []
        self.refusals = refusals
        self.wait_s = 0.0
        self.parting_s = 0.0

    async def handle_RCPT(self, server, session: Session, envelope: Envelope, address, options):  # noqa: N802
        await asyncio.sleep(self.wait_s)
        if "rcpt" in self.refusals:
            return self.refusals["rcpt"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session: Session, envelope: Envelope):  # noqa: N802
        encrypted = server.transport.get_extra_info("ssl_object") is not None
        self.mails.append((encrypted, envelope.content))
        return self.refusals.get("data", "250 OK")

    async def handle_QUIT(self, server, session: Session, envelope: Envelope):  # noqa: N802
        await asyncio.sleep(self.parting_s)
        return "221 Bye"

    def authenticate(self, server, session, envelope, mechanism, auth_data):
        self.logins.append((auth_data.login, auth_data.password))
        return AuthResult(success=auth_data.password == b"right", handled=False)


@asynccontextmanager
async def office(post, security="none", certificate=None, **options):
    """The post office open on the loopback; gives what a channel needs of it."""
    server_tls, ca = certificate or (None, None)
    over_tls = server_tls if security == "tls" else None
    if security == "starttls":
        options |= {"tls_context": server_tls, "require_starttls": True}

    visits = []

    def answer():
        visits.append(SMTP(post, hostname="localhost", loop=asyncio.get_running_loop(), **options))
        return visits[-1]

    server = await asyncio.get_running_loop().create_server(answer, "127.0.0.1", 0, ssl=over_tls)
    port = server.sockets[0].getsockname()[1]
    trust = ssl.create_default_context(cafile=ca) if ca else None
    try:
        yield MailServer("127.0.0.1", port, security, tls=trust)
    finally:
        server.close()
        for visit in visits:
            for held, end in ((visit._handler_coroutine, "cancel"), (visit.transport, "close")):
                if held is not None:
                    getattr(held, end)()
        await asyncio.sleep(0.01)


def make(server, timeout_s=5.0):
    return SmtpMail("mail", server, "hazardwatch@park.example", Bounds(timeout_s), lambda: NOW)


def read(content):
    return email.message_from_bytes(content, policy=email.policy.default)


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
async def test_a_mail_arrives_as_it_was_meant(certificate, security):
    post = Post()
    async with office(post, security, certificate) as server:
        receipt = await make(server).send(LETTER)
    ((encrypted, content),) = post.mails
    mail = read(content)
    assert encrypted == (security != "none")
    assert mail["Subject"] == LETTER.text
    assert (mail["To"], mail["From"]) == ("wang@park.example", "hazardwatch@park.example")
    assert mail["Message-ID"] == receipt.reference
    assert mail.get_content() == (
        f"{LETTER.text}\n\nalarm: E1.LT-101:HH\nhazard: H1\nvalue: 85.00\n"
    )


async def test_a_login_goes_over_tls_alone(certificate):
    post = Post()
    login = {"authenticator": post.authenticate, "auth_required": True}
    async with office(post, "starttls", certificate, **login) as server:
        await make(replace(server, username="me", password="right")).send(LETTER)
        assert post.logins == [(b"me", b"right")]
        with pytest.raises(ChannelError, match="refused the login: 535") as caught:
            await make(replace(server, username="me", password="wrong")).send(LETTER)
    assert not caught.value.lasting
    assert "wrong" not in str(caught.value)
    assert len(post.mails) == 1


async def test_a_server_without_starttls_gets_nothing():
    post = Post()
    async with office(post) as server:
        with pytest.raises(ChannelError, match="lacks STARTTLS"):
            await make(replace(server, security="starttls")).send(LETTER)
    assert post.mails == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_certificate_that_nobody_trusts_is_refused(certificate, security):
    post = Post()
    async with office(post, security, certificate) as server:
        with pytest.raises(ChannelError, match="the server's certificate is not trusted"):
            await make(replace(server, tls=None)).send(LETTER)
    assert post.mails == []


@pytest.mark.parametrize(
    ("refusals", "reason", "lasting"),
    [
        ({"rcpt": "550 no such user"}, "refused the recipient: 550", True),
        ({"rcpt": "450 come back later"}, "refused the recipient: 450", False),
        ({"data": "554 looks like spam"}, "refused the mail: 554", False),
        ({"data": "452 disk full"}, "refused the mail: 452", False),
    ],
)
async def test_only_a_recipient_that_is_none_is_refused_for_good(refusals, reason, lasting):
    async with office(Post(**refusals)) as server:
        with pytest.raises(ChannelError, match=reason) as caught:
            await make(server).send(LETTER)
    assert caught.value.lasting == lasting


async def test_a_slow_server_is_given_up_in_time():
    post = Post()
    post.wait_s = 30
    async with office(post) as server:
        began = time.monotonic()
        with pytest.raises(ChannelError, match=r"in time|no answer within"):
            await make(server, timeout_s=0.3).send(LETTER)
    assert time.monotonic() - began < 2


async def test_a_server_that_is_slow_to_part_has_taken_the_mail(monkeypatch):
    monkeypatch.setattr("alerting.channels.smtp_mail.PARTING_S", 0.1)
    post = Post()
    post.parting_s = 30
    async with office(post) as server:
        began = time.monotonic()
        assert (await make(server).send(LETTER)).reference
    assert time.monotonic() - began < 2
    assert len(post.mails) == 1


async def test_a_server_that_says_nothing_is_given_up_in_time():
    gone = asyncio.Event()

    async def listen(reader, writer):
        await reader.read()
        writer.close()
        gone.set()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(ChannelError, match=r"in time|no answer within"):
        await make(MailServer("127.0.0.1", port, "none"), timeout_s=0.3).send(LETTER)
    await asyncio.wait_for(gone.wait(), 5)
    server.close()


async def test_nobody_there():
    async with office(Post()) as server:
        pass
    with pytest.raises(ChannelError, match="no connection to the mail server"):
        await make(server).send(LETTER)


@pytest.mark.parametrize("address", ["", "13800000000", "a@b\r\nBcc: c@d", "a b@c", "@", "a@"])
async def test_what_is_no_mail_address_is_refused_for_good(address):
    async with office(Post()) as server:
        with pytest.raises(ChannelError, match="no mail address") as caught:
            await make(server).send(replace(LETTER, address=address))
    assert caught.value.lasting


def test_sent_again_a_mail_has_the_same_id():
    first, again, other = (
        compose(replace(LETTER, key=key), "a@b.example", at)["Message-ID"]
        for key, at in (("k", NOW), ("k", NOW + 1), ("l", NOW))
    )
    assert first == again != other
    assert first.endswith("@b.example>")


@given(HOSTILE)
def test_no_text_adds_a_header_or_a_recipient(letter):
    mail = read(compose(replace(letter, address="w@x.example"), "a@b.example", NOW).as_bytes())
    own = ["To", "From", "Subject", "Date", "Message-ID", "Auto-Submitted"]
    mime = ["Content-Type", "Content-Transfer-Encoding", "MIME-Version"]
    assert sorted(mail.keys()) == sorted(own + mime)
    assert mail["To"] == "w@x.example"
    assert clean(letter.text).strip() in mail.get_content()


@given(HOSTILE)
def test_any_address_is_one_recipient_or_none(letter):
    try:
        mail = compose(letter, "a@b.example", NOW)
    except ChannelError as error:
        refused = error
    else:
        assert len(mail["To"].addresses) == 1
        refused = None
    assert refused is None or refused.lasting
