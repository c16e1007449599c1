"""The keys of a replay, as bytes of a terminal."""

import pytest

from hazardwatch.data_flags import FlagError
from hazardwatch.replay_keys import Act, Keys, Wish, read_moment

NOON = 1_704_081_600_000  # 2024-01-01 12:00 in Shanghai


def press(data, keys=None):
    return (keys or Keys()).feed(data)


@pytest.mark.parametrize(
    "data, wishes",
    [
        (b" ", [Wish(Act.PAUSE)]),
        (b"q", [Wish(Act.QUIT)]),
        (b"\x1b[D\x1b[C", [Wish(Act.SKIP, -10), Wish(Act.SKIP, 10)]),
        (b"\x1bOA\x1bOB", [Wish(Act.SKIP, 60), Wish(Act.SKIP, -60)]),
        (b"x\xe4\x00 ", [Wish(Act.PAUSE)]),
        (b"g14:30\r", [Wish(Act.GO, text="14:30")]),
        (b"g15\x7f4\n", [Wish(Act.GO, text="14")]),
        (b"g\r", []),
        (b"g14 q", []),
    ],
)
def test_keys_are_wishes(data, wishes):
    assert press(data) == wishes


def test_an_arrow_may_come_in_pieces():
    keys = Keys()
    assert [keys.feed(bytes([byte])) for byte in b"\x1b[C"] == [[], [], [Wish(Act.SKIP, 10)]]


def test_escape_gives_up_typing():
    keys = Keys()
    keys.feed(b"g12")
    assert keys.typed == "12"
    assert keys.feed(b"\x1b ") == [Wish(Act.PAUSE)]
    assert keys.typed is None


@pytest.mark.parametrize(
    "text, instant",
    [
        ("12:00", NOON),
        ("11:59:30", NOON - 30_000),
        ("2024-01-01T12:00:00Z", NOON + 8 * 3_600_000),
        ("2024-01-01 12:00", NOON),
        (str(NOON), NOON),
    ],
)
def test_a_time_is_of_the_day_being_played_or_a_whole_one(text, instant):
    assert read_moment(text, NOON + 3_600_000, "Asia/Shanghai") == instant


def test_what_is_no_time_is_refused():
    with pytest.raises(FlagError, match="g noon"):
        read_moment("noon", NOON, "Asia/Shanghai")
