"""How one gateway talks: what every format has to say when, and what they share.

A speech has no clock and no socket: times come in with what is told, messages go out.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ingest.topic import Kind, TopicPath
from plant.reading import Instant
from plant.words import Gateway, Plant
from simulators.formats.report import Report
from simulators.frame_writer import write_status
from simulators.wire import Message


class FormError(ValueError):
    """A plant asks of a format what it can't say: a name, a topic."""


@dataclass(frozen=True, slots=True)
class Mouth:
    """Who talks: a gateway of a plant, and what it calls the tags that it brings (row → name).

    ``simulated`` puts the mark of simulation (contract section 1, rule 15) into every message
    whose format has a place for it.
    """

    plant: Plant
    gateway: Gateway
    names: Mapping[int, str]
    simulated: bool = True

    def topic(self, kind: Kind) -> str:
        """A topic of the platform's own scheme."""
        return str(TopicPath(self.plant.park.id, self.gateway.enterprise, self.gateway.id, kind))


class Speech(Protocol):
    """One gateway's speech over as many connections as there are.

    ``keeps``: what could not be sent is told later. ``in_turn``: then before anything newer, on
    the same topic. ``births``: a greeting tells all readings already. ``commands``: the topic on
    which it is asked for something, empty for none.
    """

    keeps: bool
    in_turn: bool
    births: bool
    commands: str

    def will(self, at: Instant, sent: Instant) -> Message | None:
        """The will of the connection that is about to be made.

        :param at: the true time; ``sent`` is the gateway's own clock.
        """

    def greet(self, everything: Report) -> list[Message]:
        """What is said first on a new connection; all readings are at hand."""

    def part(self, at: Instant, sent: Instant) -> list[Message]:
        """What is said before leaving in order."""

    def tell(self, report: Report) -> list[Message]:
        """The messages of a report."""

    def hear(self, topic: str, payload: bytes, everything: Report) -> list[Message]:
        """The answer to a command."""

    def tell_sources(
        self, sources: Mapping[str, bool], changed: Collection[str], everything: Report
    ) -> list[Message]:
        """What is said of sources where some changed; nothing where a format has no word for it.

        :param sources: all of them, by equipment; whether each is up.
        """


class StatusSpeech:
    """The greeting, will and goodbye of all but Sparkplug nodes: ``…/status``, retained."""

    keeps = True
    in_turn = True
    births = False
    commands = ""

    def __init__(self, mouth: Mouth) -> None:
        self.mouth = mouth

    def will(self, at: Instant, sent: Instant) -> Message:
        """Offline, should the connection break."""
        return self._say(at, sent, online=False)

    def greet(self, everything: Report) -> list[Message]:
        """Online."""
        return [self._say(everything.at, everything.sent, online=True)]

    def part(self, at: Instant, sent: Instant) -> list[Message]:
        """Offline."""
        return [self._say(at, sent, online=False)]

    def hear(self, topic: str, payload: bytes, everything: Report) -> list[Message]:
        """Nothing is asked of these gateways."""
        del topic, payload, everything
        return []

    def tell_sources(
        self, sources: Mapping[str, bool], changed: Collection[str], everything: Report
    ) -> list[Message]:
        """The status, with all sources."""
        del changed
        body = write_status(
            online=True, ts=everything.sent, simulated=self.mouth.simulated, sources=sources
        )
        return [Message(everything.at, self.mouth.topic(Kind.STATUS), body, retain=True)]

    def name_all(self, report: Report) -> Sequence[str]:
        """The names of a report's readings."""
        return [self.mouth.names[row] for row in report.row.tolist()]

    def _say(self, at: Instant, sent: Instant, *, online: bool) -> Message:
        body = write_status(online=online, ts=sent, simulated=self.mouth.simulated)
        return Message(at, self.mouth.topic(Kind.STATUS), body, retain=True)


def fill_topic(topic: str, words: Sequence[str]) -> str:
    """A topic that a filter matches: its wildcards stand for these words, in order.

    Where there are more wildcards than words the first ones stand for ``simulator``; what is left
    of the words goes to the last one if it may hold several levels.

    :raises FormError: the words do not fit.
    """
    levels = topic.split("/")
    wild = [place for place, level in enumerate(levels) if level in {"+", "#"}]
    given = ["simulator"] * max(len(wild) - len(words), 0) + list(words)
    if wild and levels[wild[-1]] == "#":
        given = [*given[: len(wild) - 1], "/".join(given[len(wild) - 1 :])]
    for place, word in zip(wild, given, strict=False):
        if not word or (levels[place] == "+" and "/" in word) or {"+", "#"} & {*word}:
            raise FormError(f"{word or 'nothing'} can't stand in {topic}")
        levels[place] = word
    return "/".join(levels)
