"""Whether another client has our session, where the broker does not say so.

Of two that fight for one client id, each is closed as soon as the other comes; so one that sees its
connections accepted and soon closed without a word, again and again, by a broker that lives on,
steps down. Whether the broker lives on, :mod:`ingest.witness` testifies.
"""

from typing import Final

HELD_S: Final = 10.0
"""A connection that held so long was sound."""

SHORT_LIVES: Final = 3
"""So many connections in a row, accepted and soon closed without a word by a broker that lives on,
are a takeover too: Mosquitto before 2.0.15 does not tell it, and MQTT 3.1.1 cannot. Of two that
fight, one gets there first and the other stays."""


class ShortLives:
    """Counts connections that ended as those of the displaced do."""

    def __init__(self) -> None:
        self._in_a_row = 0

    @property
    def suspicious(self) -> bool:
        """Whether the last connection ended so: from now on a witness is wanted."""
        return self._in_a_row > 0

    @property
    def displaced(self) -> bool:
        """Whether it is to be taken for certain."""
        return self._in_a_row >= SHORT_LIVES

    def note(self, *, alone: bool) -> None:
        """A connection ended.

        :param alone: accepted, soon closed without a word, and as far as is known no other with
            it.
        """
        self._in_a_row = self._in_a_row + 1 if alone else 0
