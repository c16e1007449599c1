"""What the watch record keeps to, whatever the database.

A test class inherits :class:`WatchContract` and gives the fixture ``url``.
"""

import numpy as np
import pytest
from sqlalchemy import select

from alerting.filed_stops.scope import Points
from alerting.online_rate.watch_record import BEAT_MS, WATCH_SPAN, WATCHED_TAG, WatchRecord
from plant.link import Links
from tests.alerting.filed_stops.works import NOW, PLANT
from tests.alerting.open_journal import OpenJournal

BY_GUESS = Points.of(PLANT, Links.of(PLANT).gateway_of)
BY_OTHER = Points.of(PLANT, np.array([1, 0, 0, 1], dtype=np.int16))
LESS = Points(*(getattr(BY_GUESS, name)[1:] for name in BY_GUESS.__dataclass_fields__))


class WatchContract(OpenJournal):
    @pytest.fixture
    def beat(self, journal):
        def beat(record, beats, points=BY_GUESS):
            with journal.writing() as connection:
                record.beat(connection, points, NOW + round(beats * BEAT_MS))

        return beat

    def spans(self, journal):
        with journal.reading() as connection:
            rows = connection.execute(select(WATCH_SPAN).order_by(WATCH_SPAN.c.began)).all()
        return [((row.began - NOW) / BEAT_MS, (row.until - NOW) / BEAT_MS) for row in rows]

    def tags(self, journal, tag):
        with journal.reading() as connection:
            query = select(WATCHED_TAG).where(WATCHED_TAG.c.tag == tag)
            rows = connection.execute(query.order_by(WATCHED_TAG.c.since)).all()
        return [(row.gateway, row.since - NOW, row.until and row.until - NOW) for row in rows]

    def test_a_span_grows_with_every_beat(self, journal, beat):
        record = WatchRecord()
        for at in (0, 1, 2.5):
            beat(record, at)
        assert self.spans(journal) == [(0, 2.5)]
        assert self.tags(journal, "A1") == [("GA", 0, None)]

    def test_a_restart_and_a_long_silence_begin_anew(self, journal, beat):
        record = WatchRecord()
        beat(record, 0)
        beat(record, 3.01)
        beat(record, 4)
        beat(WatchRecord(), 5)
        assert self.spans(journal) == [(0, 0), (3.01, 4), (5, 5)]
        assert self.tags(journal, "B1") == [("GB", 0, None)]  # opened once

    def test_a_clock_that_was_set_back_writes_over_no_span(self, journal, beat):
        beat(WatchRecord(), 2)
        beat(WatchRecord(), 1)
        began = [row[0] * BEAT_MS for row in self.spans(journal)]
        assert began == [2 * BEAT_MS, 2 * BEAT_MS + 1]

    def test_a_tag_that_comes_by_another_gateway_or_is_gone_is_noted_when(self, journal, beat):
        record = WatchRecord()
        beat(record, 0)
        beat(record, 1, BY_OTHER)
        beat(record, 2, LESS)
        beat(WatchRecord(), 3)
        minute = BEAT_MS
        assert self.tags(journal, "A1") == [
            ("GA", 0, minute),
            ("GB", minute, 2 * minute),
            ("GA", 3 * minute, None),
        ]
        assert self.tags(journal, "A2") == [("GA", 0, None)]
