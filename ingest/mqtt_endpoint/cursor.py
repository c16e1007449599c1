"""The data types of MQTT (5.0 §1.5), read one after the other from the body of one packet."""

from ingest.mqtt_endpoint.codes import Code, PacketError


class Cursor:
    """A place in a packet's body.

    Every method takes what it names off the front.

    :raises PacketError: from each of them, where the body ends before or holds no such thing.
    """

    __slots__ = ("_at", "_body")

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    @property
    def left(self) -> int:
        """Bytes that were not taken yet."""
        return len(self._body) - self._at

    def take(self, count: int) -> bytes:
        """So many bytes."""
        end = self._at + count
        if end > len(self._body):
            raise PacketError(Code.MALFORMED)
        taken, self._at = self._body[self._at : end], end
        return taken

    def number(self, size: int) -> int:
        """A whole number of 1, 2 or 4 bytes."""
        return int.from_bytes(self.take(size))

    def variable(self) -> int:
        """A variable byte integer, in the fewest bytes that hold it (§1.5.5)."""
        number = 0
        for shift in (0, 7, 14, 21):
            byte = self.number(1)
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                if shift and not byte:
                    break
                return number
        raise PacketError(Code.MALFORMED)

    def binary(self) -> bytes:
        """Binary data under their length."""
        return self.take(self.number(2))

    def text(self) -> str:
        """A text: sound UTF-8 without a null character (§1.5.4)."""
        try:
            text = self.binary().decode()
        except UnicodeDecodeError:
            raise PacketError(Code.MALFORMED) from None
        if "\0" in text:
            raise PacketError(Code.MALFORMED)
        return text

    def rest(self) -> bytes:
        """All that is left."""
        return self.take(self.left)

    def part(self) -> "Cursor":
        """A part under its length, to be read by itself."""
        return Cursor(self.take(self.variable()))

    def end(self) -> None:
        """Nothing may be left."""
        if self.left:
            raise PacketError(Code.MALFORMED)
