"""Any course of acts over a real book, against a model that knows nothing of the table.

The model remembers what was done as plain facts: who signed which edition, what was said when.
"""

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from alerting.chain_walk import verify_chain
from alerting.handover import SPOKEN, Act, Deed, Stage
from alerting.handover_book import HandoverBook
from alerting.handover_cycle import Objection
from alerting.handover_tables import HANDOVER_CHAIN
from alerting.journal import Journal
from tests.alerting.handover_sample import DAY, HOUR, make_content

NAMES = st.sampled_from(["wang", "li", "zhao"])
SEEN = st.sampled_from(["newest", "older", "none"])


class Handovers(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.folder = tempfile.TemporaryDirectory(prefix="hazardwatch-handover-")
        self.url = f"sqlite:///{Path(self.folder.name) / 'journal.db'}"
        self.journal = Journal(self.url)
        self.now = DAY.period.end - 2 * HOUR
        self.deeds = []  # (deed, actor, edition, words) of all that was done
        self.pages = []  # when each edition was made
        self.outgoing = self.incoming = None

    def teardown(self):
        if hasattr(self, "journal"):
            self.journal.close()
            self.folder.cleanup()

    @rule(minutes=st.integers(1, 45))
    def time_passes(self, minutes):
        self.now += minutes * 60_000

    @rule()
    def the_platform_restarts(self):
        self.journal.close()
        self.journal = Journal(self.url)

    @rule(actor=NAMES, seen=SEEN)
    def draft(self, actor, seen):
        content, version = make_content(self.now), self.choose(seen)
        with self.journal.writing(HandoverBook) as book:
            told = book.draft(DAY, content, actor, version).objection
        if self.incoming:
            assert told is Objection.SEALED
        elif seen == "older":
            assert told is Objection.VERSION_PASSED
        else:
            assert told is None
            self.outgoing = None
            self.pages.append(self.now)
            self.note(Deed.DRAFTED, actor)

    @rule(
        actor=NAMES, seen=SEEN, deed=st.sampled_from(SPOKEN), section=st.sampled_from(["", "held"])
    )
    def speak(self, actor, seen, deed, section):
        told = self.act(deed, actor, seen, section)
        note = deed is Deed.NOTED
        if not self.pages or self.incoming or bool(self.outgoing) == note or seen == "older":
            assert told is not None
        else:
            assert told is None
            self.note(deed, actor, "说明")

    @rule(actor=NAMES, seen=SEEN, deed=st.sampled_from([Deed.HANDED_OVER, Deed.TAKEN_OVER]))
    def sign(self, actor, seen, deed):
        told = self.act(deed, actor, seen)
        second = deed is Deed.TAKEN_OVER
        in_turn = bool(self.pages) and not self.incoming and bool(self.outgoing) == second
        late = bool(self.pages) and self.pages[-1] >= DAY.period.end - HOUR
        other = not self.outgoing or self.outgoing[0] != actor
        if in_turn and late and other and seen == "newest":
            assert told is None
            signature = (actor, self.now, len(self.pages))
            self.incoming, self.outgoing = (
                (signature, self.outgoing) if second else (None, signature)
            )
            self.note(deed, actor)
        else:
            assert told is not None

    def act(self, deed, actor, seen, section=""):
        wish = Act(
            turn=DAY.id,
            deed=deed,
            actor=actor,
            version=self.choose(seen),
            section=section,
            words="说明",
        )
        with self.journal.writing(HandoverBook) as book:
            return book.act(wish, self.now).objection

    def choose(self, seen):
        """The version that somebody has before him."""
        return {"newest": len(self.deeds), "older": len(self.deeds) - 1, "none": None}[seen]

    def note(self, deed, actor, words=""):
        self.deeds.append((deed, actor, len(self.pages), words))

    @invariant()
    def what_is_kept_is_what_was_done(self):
        with self.journal.reading(HandoverBook) as book:
            record = book.get(DAY.id)
        assert (record is None) == (not self.pages)
        if record is None:
            return
        assert record.version == len(self.deeds)
        assert [one.at for one in record.drafts] == self.pages
        assert [(one.kind, one.by, one.edition) for one in record.said] == [
            deed[:3] for deed in self.deeds if deed[0] in SPOKEN
        ]
        for signature, expected in (
            (record.outgoing, self.outgoing),
            (record.incoming, self.incoming),
        ):
            found = signature and (signature.by, signature.at, signature.edition)
            assert found == expected
        assert (record.stage is Stage.SEALED) == bool(self.incoming)

    @invariant()
    def no_page_ever_changes_and_the_chain_holds(self):
        with self.journal.reading(HandoverBook) as book:
            for edition, at in enumerate(self.pages, start=1):
                assert book.get_content(DAY.id, edition) == make_content(at)
        assert verify_chain(self.journal.read_engine, HANDOVER_CHAIN) is None


Handovers.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestHandovers = Handovers.TestCase
