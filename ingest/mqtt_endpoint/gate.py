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
