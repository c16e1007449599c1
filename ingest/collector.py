"""Readings of a body collected one by one, with what is wrong with each.

What every codec does that can't take a body as a whole: a value that is none, a quality nobody
knows, a time that can't be read cost their own reading and nothing around it. Where in a body
names and values stand is the codecs' business.
"""

from dataclasses import dataclass, field
from typing import Any

from ingest.frame import Decoded, Reason
from ingest.readings import LONGEST_WORD, as_status, as_time, as_value, clean, worsen
from plant.quality import BAD
from plant.reading import Instant


@dataclass(slots=True)
class Collector:
    """Feed it readings, then :meth:`close`. ``received`` stands in for times that are doubtful."""

    received: Instant
    tags: list[str] = field(default_factory=list)
    ts: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    status: list[int] = field(default_factory=list)
    words: dict[int, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    complaints: list[tuple[Reason, str, str]] = field(default_factory=list)
    doubtful: list[int] = field(default_factory=list)

    def complain(self, reason: Reason, tag: str, detail: Any) -> None:
        """Note what is wrong with a reading, or with the frame where ``tag`` is empty."""
        self.complaints.append((reason, clean(tag), clean(str(detail)[:200])))

    def read_time(self, raw: Any) -> Instant | None:
        """A time; missing counts as now, None where it can't be read, with one complaint."""
        if raw is None:
            return self.received
        time = as_time(raw)
        if time is None:
            self.complain(Reason.BAD_TIME, "", f"ts {show(raw)}")
        return time

    def add(self, name: Any, time: Instant | None, raw: Any, quality: Any) -> None:
        """One reading as JSON has it: strings are no numbers.

        :param quality: a word or status code, None for good.
        """
        if not isinstance(name, str):
            self.complain(Reason.UNKNOWN_TAG, "", f"a tag must be a text, not {show(name)}")
            return
        name = clean(name)
        value, word, wrong = as_value(raw)
        if wrong:
            self.complain(Reason.NOT_A_NUMBER, name, wrong)
        status = as_status(quality)
        if status is None:
            self.complain(Reason.UNSUPPORTED, name, f"quality {show(quality)}")
            status = BAD
        self.put(name, time, value, status, word)

    def put(
        self, name: str, time: Instant | None, value: float, status: int, word: str | None = None
    ) -> None:
        """One reading that is understood. In doubt about its time it is live (contract section 1).

        :param value: NaN where the source gave none.
        :param word: the source's own, kept as the reason of what it causes.
        """
        place = len(self.tags)
        if word is not None:
            self.words[place] = word[:LONGEST_WORD]
        if time is None:
            self.doubtful.append(place)
        self.tags.append(name)
        self.ts.append(self.received if time is None else time)
        self.values.append(value)
        self.status.append(worsen(status, value))

    def close(self, **keys: Any) -> Decoded:
        """What was collected.

        :param keys: what the frame says of itself: fields of :class:`Decoded`.
        """
        return Decoded(
            self.tags,
            self.ts,
            self.values,
            self.status,
            words=self.words,
            units=self.units,
            complaints=self.complaints,
            doubtful=self.doubtful,
            **keys,
        )


def show(raw: Any) -> str:
    """A short text of anything JSON can hold; nested things by their kind, whatever their depth."""
    return f"a JSON {type(raw).__name__}" if isinstance(raw, dict | list) else clean(repr(raw)[:80])
