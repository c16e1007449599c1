"""The fast lane: plain PUBLISH packets of topics that were judged before, taken off a buffer.

Nothing here decides anything: a packet is taken only if the strict way (:mod:`.reader`, then the
question who may publish where) has let the same topic through, has no flag but its QoS, no
properties, and is all there. Everything else is left to the strict way, which must come to the
same end for what is taken here too; the tests hold one against the other.
"""

from collections.abc import Mapping
from typing import Final

from ingest.frame import Frame
from ingest.mqtt_endpoint.unacknowledged import SLOT_BITS
from ingest.session import NO_TOKEN
from plant.reading import Instant

_QOS_0: Final = 0x30
_QOS_1: Final = 0x32
_NO_PACKET: Final = b"\0\0"
_STEP: Final = 1 << SLOT_BITS


def skim(  # noqa: C901, PLR0912 - one loop without calls: it is why this lane is fast
    data: bytes,
    at: int,
    topics: Mapping[bytes, str],
    received: Instant,
    token: int,
    frames: list[Frame],
    packets: list[bytes],
    *,
    five: bool,
) -> int:
    """Take packets from ``at`` on while they are plain.

    :param topics: by their bytes, those that may be published on.
    :param token: of the last frame that wants an answer; the next ones follow it.
    :param frames: where they go.
    :param packets: where the identifiers of those go that want an answer.
    :returns: where the first packet begins that was not taken.
    """
    end = len(data)
    try:
        while at < end:
            first, size, head = data[at], data[at + 1], at + 2
            if size > 0x7F:
                high, head = data[head], at + 3
                if not 0 < high < 0x80:
                    break
                size += (high << 7) - 0x80
            stop = head + size
            if stop > end:
                break
            named = head + 2 + (data[head] << 8) + data[head + 1]
            topic = topics.get(data[head + 2 : named])
            if topic is None:
                break
            if first == _QOS_1:
                body = named + 2
                packet = data[named:body]
                if packet == _NO_PACKET:
                    break
            elif first == _QOS_0:
                body = named
            else:
                break
            if five:
                if data[body]:
                    break
                body += 1
            if body > stop:
                break
            if first == _QOS_1:
                token += _STEP
                packets.append(packet)
                frames.append(Frame(topic, data[body:stop], received, False, token))
            else:
                frames.append(Frame(topic, data[body:stop], received, False, NO_TOKEN))
            at = stop
    except IndexError:  # a header that has not come whole
        pass
    return at
