"""Which decoder reads which format: one line a format, and what a decoder is.

A format without a line here is refused at start, because its gateways' tags would stand unwatched.
"""

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from ingest import codec
from ingest.formats import bare, hj212, neuron, pinyin
from ingest.formats.dialect import Dialect
from ingest.frame import Decoded
from ingest.lenient import Unfit
from plant.reading import Instant

Reader = Callable[[str, bytes, Instant], Decoded | Unfit]
"""(path, payload, received) → what one gateway's frame says: readings, and what it declares of the
gateway and its sources (:attr:`ingest.frame.Decoded.declared`). ``path`` is what the wildcards of
the gateway's filter matched. May keep state: a gateway has one reader for as long as we run."""


class Decode(Protocol):
    """A decoder without state: the same frame means the same, whoever sends it and whenever."""

    def __call__(
        self, path: str, payload: bytes, received: Instant, dialect: Dialect
    ) -> Decoded | Unfit: ...


def _stateless(decode: Decode) -> Callable[[Dialect], Reader]:
    def make(dialect: Dialect) -> Reader:
        def read(path: str, payload: bytes, received: Instant) -> Decoded | Unfit:
            return decode(path, payload, received, dialect)

        return read

    return make


def _read_own(dialect: Dialect) -> Reader:
    del dialect
    return codec.decode


FORMATS: Final[Mapping[str, Callable[[Dialect], Reader]]] = {
    "hazardwatch": _read_own,
    "pinyin": _stateless(pinyin.decode),
    "neuron": _stateless(neuron.decode),
    "hj212": _stateless(hj212.decode),
    "bare": _stateless(bare.decode),
}
"""Format → what makes the reader of one gateway."""
