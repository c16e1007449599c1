from ingest.held_publications import HeldPublications


def test_of_each_topic_the_newest_is_kept_and_drained_once():
    held = HeldPublications()
    assert held.hold("a", b"old", 1)
    assert held.hold("b", b"1", 0)
    assert held.hold("a", b"new", 1)
    assert held.drain() == [("a", b"new", 1), ("b", b"1", 0)]
    assert held.drain() == []


def test_a_topic_beyond_the_bound_is_not_kept_a_known_one_is():
    held = HeldPublications(1)
    assert held.hold("a", b"old", 1)
    assert not held.hold("b", b"1", 1)
    assert held.hold("a", b"new", 1)
    assert held.drain() == [("a", b"new", 1)]
