from ingest.short_lives import SHORT_LIVES, ShortLives


def test_only_so_many_in_a_row_are_a_takeover():
    lives = ShortLives()
    assert not lives.suspicious
    for number in range(1, SHORT_LIVES + 1):
        lives.note(alone=True)
        assert lives.suspicious
        assert lives.displaced == (number == SHORT_LIVES)


def test_one_that_held_or_was_told_why_begins_the_count_anew():
    lives = ShortLives()
    for _ in range(SHORT_LIVES - 1):
        lives.note(alone=True)
    lives.note(alone=False)
    assert not lives.suspicious
    lives.note(alone=True)
    assert not lives.displaced
