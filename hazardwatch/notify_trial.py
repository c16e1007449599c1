"""Trying a channel: one message that is plainly no alarm, and what became of it.

``notify test`` tries those of a person, a desk's sound test those that sound a siren.
"""

from dataclasses import dataclass

from alerting.notice import Channel, ChannelError, Letter
from plant.wording import Words
from plant.words import Park


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message. ``lasting``: trying again would not help."""

    channel: str
    ok: bool
    detail: str
    lasting: bool = False


def word_trial(park: Park) -> Words:
    """The message's text: a test, and nothing to do."""
    return Words(
        f"【测试】{park.name} 监测预警平台通知测试，无需处置",
        f"[test] {park.name_en or park.name}: test of the platform's notices, nothing to do",
    )


async def try_channel(channel: Channel, letter: Letter) -> Outcome:
    """Send a message once."""
    try:
        receipt = await channel.send(letter)
    except ChannelError as error:
        return Outcome(channel.name, ok=False, detail=str(error), lasting=error.lasting)
    return Outcome(channel.name, ok=True, detail=receipt.reference)
