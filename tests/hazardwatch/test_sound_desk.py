"""The register of sound tests of a running platform: over a real journal, also while it is away."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from alerting.journal import Journal, JournalUnavailableError
from alerting.sound_tests import SIGNALS, SoundTest
from dashboard_api.ports import UnavailableError
from hazardwatch.sound_desk import LiveSoundTests

TEST = SoundTest(1_000, "王", "中控 1", SIGNALS, ())


@pytest.fixture
def journal(tmp_path):
    journal = Journal(f"sqlite:///{tmp_path / 'journal.db'}")
    yield journal
    journal.close()


async def test_a_test_is_kept_and_found(journal):
    with ThreadPoolExecutor(1) as writer:
        desk = LiveSoundTests(journal, writer)
        await desk.add(TEST)
        assert await desk.list_between(0, 2_000, 9) == [TEST]
        assert await desk.list_between(0, 2_000, 9, "中控 2") == []


async def test_a_journal_that_can_not_be_used_is_told_as_such(journal, monkeypatch):
    def away(*_):
        raise JournalUnavailableError("locked")

    monkeypatch.setattr(journal, "writing", away)
    monkeypatch.setattr(journal, "reading", away)
    with ThreadPoolExecutor(1) as writer:
        desk = LiveSoundTests(journal, writer)
        with pytest.raises(UnavailableError, match="locked"):
            await desk.add(TEST)
        with pytest.raises(UnavailableError, match="locked"):
            await desk.list_between(0, 2_000, 9)
