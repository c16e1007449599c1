"""One client's socket: what the loop reads goes to its connection, what that says is written."""

import asyncio
import ssl
from typing import TYPE_CHECKING, Any, Final

from ingest.mqtt_endpoint.connection import Connection, Phase
from ingest.mqtt_endpoint.gate import Peer
from ingest.tcp_keep_alive import probe_peer

if TYPE_CHECKING:
    from ingest.mqtt_endpoint.server import MqttEndpoint

GOODBYE_S: Final = 1.0
"""How long a client may take to read what ends its connection."""


class ClientSocket(asyncio.BufferedProtocol):
    """Reads into the one buffer that all share, for what is read is taken at once."""

    connection: Connection

    def __init__(self, endpoint: "MqttEndpoint", address: str) -> None:
        self._endpoint = endpoint
        self._address = address
        self._transport: Any = None
        self._reading = True

    # ------------------------------------------------------------------------ what asyncio calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        probe_peer(transport.get_extra_info("socket"))
        self._transport.set_write_buffer_limits(high=self._endpoint.bounds.unread)
        peer = Peer(self._address, name_certified(transport.get_extra_info("ssl_object")))
        self.connection = self._endpoint.enter(self, peer)

    def get_buffer(self, sizehint: int) -> memoryview:
        del sizehint
        return self._endpoint.buffer

    def buffer_updated(self, nbytes: int) -> None:
        self._endpoint.read(self, nbytes)

    def pause_writing(self) -> None:
        """It does not read what it is told."""
        self.connection.held_since = self._endpoint.now()
        self.balance()

    def resume_writing(self) -> None:
        self.connection.held_since = None
        self.connection.pump()
        self._endpoint.flush()
        self.balance()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._endpoint.forget(self)

    # ------------------------------------------------------------------------ what it is told

    def write(self) -> None:
        """Write what the connection says, and end it when it is over."""
        output = self.connection.output
        if output:
            self._transport.write(output[0] if len(output) == 1 else b"".join(output))
            output.clear()
        if self.connection.phase is Phase.OVER:
            self.close()

    def close(self) -> None:
        """End it when what was written is sent, or soon after."""
        if not self._transport.is_closing():
            self._transport.close()
            asyncio.get_running_loop().call_later(GOODBYE_S, self._transport.abort)

    def balance(self) -> bool:
        """Read on, or not, by what is in hand; whether it is read."""
        room = self._endpoint.has_room(self.connection)
        if room == self._reading or self._transport.is_closing():
            return self._reading
        self._reading = room
        self.connection.let_read(self._endpoint.now(), reading=room)
        if room:
            self._transport.resume_reading()
        else:
            self._transport.pause_reading()
            self._endpoint.pause(self)
        return room


def name_certified(connection: ssl.SSLObject | None) -> str:
    """The common name in the certificate that the other end has shown, empty for none."""
    certificate = connection.getpeercert() if connection is not None else None
    subject: Any = (certificate or {}).get("subject", ())
    names = [value for part in subject for key, value in part if key == "commonName"]
    return str(names[0]) if len(names) == 1 else ""
