from hazardwatch.bench_alarms import Heard

TIMES = {"source": 1, "received": 2, "detected": 3, "journalled": 4, "pushed": 5}


def frame(*rows):
    return {"t": "delta", "ops": [["u", row["id"], row] for row in rows] + [["d", "X:H"]]}


def row(alarm="T:H", state="unacknowledged", raised_at=7, **times):
    return {"id": alarm, "state": state, "raised_at": raised_at, "times": TIMES | times}


def test_a_raise_is_seen_once_whatever_else_is_said_of_it():
    heard = Heard()
    heard.take(frame(row()), 100)
    heard.take(frame(row(), row("U:H")), 200)
    assert [(one.alarm, one.journalled, one.seen_ns) for one in heard.sightings] == [
        ("T:H", 4, 100),
        ("U:H", 4, 200),
    ]


def test_the_next_activation_is_another():
    heard = Heard()
    heard.take(frame(row()), 100)
    heard.take(frame(row(state="returned_unacknowledged")), 150)
    heard.take(frame(row(raised_at=9, source=8)), 200)
    assert [one.source for one in heard.sightings] == [1, 8]


def test_what_no_reading_raised_is_none_of_ours():
    heard = Heard()
    heard.take(frame(row("gw1:gateway_lost", source=None, received=None)), 100)
    heard.take({"t": "hb", "q": {}, "lag_ms": 0}, 100)
    assert heard.sightings == []


def test_an_older_platform_does_not_say_when_the_journal_had_it():
    heard, old = Heard(), row()
    del old["times"]["journalled"]
    heard.take(frame(old), 100)
    assert heard.sightings[0].journalled is None
