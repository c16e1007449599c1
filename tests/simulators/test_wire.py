from simulators.wire import Connect, Cut, Leave, Message, Wire

WILL = Message(0, "status", b"offline", retain=True)
HELLO = Message(1, "status", b"online", retain=True)


def test_a_cut_tells_the_will_and_leaving_does_not():
    wire = Wire()
    heard = list(
        wire.carry([Connect(0, WILL), HELLO, Cut(5), Cut(6), Connect(7, WILL), Leave(8), Cut(9)])
    )
    assert heard == [HELLO, Message(5, "status", b"offline", retain=True)]


def test_a_connection_may_have_no_will():
    assert list(Wire().carry([Connect(0), Cut(1)])) == []


def test_a_new_subscriber_is_given_what_was_retained_last():
    wire = Wire()
    list(wire.carry([HELLO, Message(2, "data", b"1"), Message(3, "kept", b"2", retain=True)]))
    assert wire.retained() == [HELLO, Message(3, "kept", b"2", retain=True)]
    list(wire.carry([Connect(4, WILL), Cut(5), Message(6, "kept", b"", retain=True)]))
    assert [each.payload for each in wire.retained()] == [b"offline"]
