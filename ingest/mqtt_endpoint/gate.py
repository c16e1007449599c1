"""The question at the gate: who is this client, and may it come in. Answered elsewhere."""

from dataclasses import dataclass
from typing import Protocol

from ingest.mqtt_endpoint.codes import Code
from ingest.mqtt_endpoint.packets import Connect
from plant.reading import Instant


@dataclass(frozen=True, slots=True)
class Peer:
    """The other end. ``certified``: the name in the certificate that it has shown, if any."""

    address: str
    certified: str = ""


class Gate(Protocol):
    """Decides by what a client shows."""

    def admit(self, connect: Connect, peer: Peer, now: Instant) -> str | Code:
        """The gateway that the client is, empty for nobody in particular; or why not to let in."""
        ...

    def edition(self) -> object:
        """Another object whenever what clients are let in by has changed."""
        ...

    def vouch(self, gateway: str, peer: Peer) -> object:
        """What a client that came in as a gateway is let in by just now, None if by nothing.

        Where that is not what it was when the client came, it may not stay.
        """
        ...
