"""The platform's own JSON (contract section 5): values or columns, or one tag a message."""

from ingest.topic import Kind
from simulators.formats.report import Report
from simulators.formats.speech import Mouth, StatusSpeech
from simulators.frame_writer import Envelope, Form, write_frame, write_single
from simulators.wire import Message


class OwnSpeech(StatusSpeech):
    """A gateway made for the platform: numbered frames, and old ones on ``…/backfill``.

    Old frames need not wait for their turn: what is live goes first.
    """

    in_turn = False

    def __init__(self, mouth: Mouth, form: Form) -> None:
        super().__init__(mouth)
        self._form = form

    def tell(self, report: Report) -> list[Message]:
        """One message, or one a reading where the form is single; those are never backfill."""
        topic = self.mouth.topic(Kind.BACKFILL if report.past else Kind.DATA)
        envelope = Envelope(report.seq, report.boot, report.sent, self.mouth.simulated)
        if self._form is Form.SINGLE and not report.past:
            return self._tell_apart(report, topic, envelope)
        form = Form.VALUES if self._form is Form.SINGLE else self._form
        body = write_frame(
            form, report.ts, self.name_all(report), report.value, report.status, {}, envelope
        )
        return [Message(report.at, topic, body)]

    def _tell_apart(self, report: Report, topic: str, envelope: Envelope) -> list[Message]:
        columns = zip(
            self.name_all(report), report.value.tolist(), report.status.tolist(), strict=True
        )
        return [
            Message(
                report.at,
                f"{topic}/{name}",
                write_single(report.ts, value, status, envelope),
            )
            for name, value, status in columns
        ]
