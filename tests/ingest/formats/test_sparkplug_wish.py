from itertools import pairwise

from ingest.formats.sparkplug_wish import Wish

PAUSE = 10_000


def test_a_wish_is_told_at_once_then_at_ever_longer_pauses():
    wish, told, now = Wish(), [], 0
    wish.want("lost", 5)
    while len(told) < 9:
        now = wish.due(PAUSE)
        assert wish.tell(now - 1, PAUSE) == ""
        assert wish.tell(now, PAUSE) == "lost"
        told.append(now)
    pauses = [later - earlier for earlier, later in pairwise(told)]
    assert told[0] == 5
    assert pauses == [10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 320_000, 320_000]


def test_of_two_wishes_the_earlier_counts():
    wish = Wish()
    wish.want("later", 20)
    wish.want("sooner", 10)
    wish.want("latest", 30)
    assert wish.tell(9, PAUSE) == ""
    assert wish.tell(10, PAUSE) == "sooner"


def test_what_is_fulfilled_is_not_told_and_the_next_wish_keeps_one_pause():
    wish = Wish()
    for now in (0, 10_000, 30_000):
        wish.want("lost", now)
        assert wish.tell(now, PAUSE) == "lost"
    wish.fulfil()
    assert wish.due(PAUSE) is None
    assert wish.tell(10**9, PAUSE) == ""
    wish.want("again", 31_000)
    assert wish.due(PAUSE) == 40_000
