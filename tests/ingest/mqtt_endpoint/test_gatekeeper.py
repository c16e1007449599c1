"""Who comes in: by secret, by certificate, or as nobody where that is allowed."""

import pytest

from ingest.mqtt_endpoint.codes import Code
from ingest.mqtt_endpoint.credentials import make_credential
from ingest.mqtt_endpoint.gate import Peer
from ingest.mqtt_endpoint.gatekeeper import ATTEMPTS, REMEMBERED, Gatekeeper, Throttle
from ingest.mqtt_endpoint.packets import Connect

HERE, THERE = Peer("127.0.0.1"), Peer("10.0.0.9")
KNOWN = {"G1": make_credential("s" * 32)}


def wish(name=None, secret=None):
    return Connect(5, "c", True, 30, 0, 10, None, None, name, secret and secret.encode())


def make(credentials=None, *, anonymous=True):
    return Gatekeeper(lambda: credentials or {}, anonymous=anonymous)


def test_without_credentials_this_machine_comes_in_as_nobody_whatever_it_shows():
    assert make().admit(wish(), HERE, 0) == ""
    assert make().admit(wish("G1", "any"), HERE, 0) == ""
    assert make().admit(wish(), Peer("::1"), 0) == ""


@pytest.mark.parametrize("peer", [HERE, THERE])
def test_with_a_credential_everybody_needs_one(peer):
    gate = make(KNOWN)
    assert gate.admit(wish(), peer, 0) is Code.NOT_AUTHORIZED
    assert gate.admit(wish("G1", "wrong"), peer, 0) is Code.BAD_LOGIN
    assert gate.admit(wish("G1"), peer, 0) is Code.BAD_LOGIN
    assert gate.admit(wish("G2", "s" * 32), peer, 0) is Code.BAD_LOGIN
    assert gate.admit(wish("G1", "s" * 32), peer, 0) == "G1"


def test_other_machines_never_come_in_as_nobody():
    assert make().admit(wish(), THERE, 0) is Code.NOT_AUTHORIZED
    assert make().admit(wish("G1", "x"), THERE, 0) is Code.BAD_LOGIN
    assert make(anonymous=False).admit(wish(), HERE, 0) is Code.NOT_AUTHORIZED


def test_a_certificate_is_its_gateways_and_a_name_beside_it_must_be_the_same():
    gate = make(KNOWN)
    peer = Peer("10.0.0.9", certified="G2")
    assert gate.admit(wish(), peer, 0) == "G2"
    assert gate.admit(wish("G2", "x"), peer, 0) == "G2"
    assert gate.admit(wish("G1", "s" * 32), peer, 0) is Code.NOT_AUTHORIZED


def test_what_somebody_was_let_in_by_is_vouched_for_as_long_as_it_stands():
    one, other = make_credential("s" * 32), make_credential("s" * 32)
    certified = Peer("10.0.0.9", certified="G1")
    assert make({"G1": one}).vouch("G1", THERE) == one != make({"G1": other}).vouch("G1", THERE)
    assert make({"G2": one}).vouch("G1", THERE) is None
    assert make({"G2": one}).vouch("G1", certified) == make().vouch("G1", certified) == "G1"
    assert make().vouch("", HERE) is not None
    assert make(KNOWN).vouch("", HERE) is None


def test_who_guesses_is_not_heard_for_a_while_and_its_neighbours_are():
    gate = make({**KNOWN, "G2": KNOWN["G1"]})
    for _ in range(ATTEMPTS):
        assert gate.admit(wish("G1", "guess"), THERE, 0) is Code.BAD_LOGIN
    assert gate.admit(wish("G1", "s" * 32), THERE, 59_999) is Code.RATE_EXCEEDED
    assert gate.admit(wish("G2", "s" * 32), THERE, 0) == "G2"
    assert gate.admit(wish("G1", "s" * 32), HERE, 0) == "G1"
    assert gate.admit(wish("G1", "s" * 32), THERE, 60_000) == "G1"


def test_what_is_remembered_of_failures_is_bounded():
    throttle = Throttle()
    for number in range(REMEMBERED + 10):
        throttle.count((str(number), ""), 0)
    assert len(throttle._counts) == REMEMBERED
