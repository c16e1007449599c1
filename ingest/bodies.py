"""The bodies of hazardwatch gateways as they are meant to be, as types (contract section 5).

The one source of their JSON Schemas, for documents and for whoever writes a gateway. What comes in
is read by :mod:`ingest.codec`, which takes a great deal more than this: nothing here decides what
is refused.
"""

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from plant.reading import Instant

Milliseconds = Annotated[Instant, Meta(description="UTC, milliseconds since 1970", ge=0)]
Code = Annotated[int, Meta(ge=0, le=2**32 - 1, description="an OPC UA StatusCode")]
Quality = Literal["good", "uncertain", "bad"] | Code
Value = float | bool | None
"""``true`` and ``false`` are 1 and 0, ``null`` is a reading of bad quality."""

SourceState = Literal["up", "down"]


class _Numbered(Struct, kw_only=True, frozen=True, omit_defaults=True):
    """What every body may carry besides.

    ``boot`` any text that changes when ``seq`` begins anew; ``sent`` the gateway's clock at
    sending; ``units`` tag → unit; ``simulation``: nothing of this is real.
    """

    seq: Annotated[int, Meta(ge=0)] | None = None
    boot: Annotated[str, Meta(max_length=256)] | None = None
    sent: Milliseconds | None = None
    units: dict[str, str] | None = None
    simulation: bool = False


class ValuesBody(_Numbered, kw_only=True, frozen=True, omit_defaults=True):
    """Readings of one instant: tag → value, and tag → quality where it is not good."""

    values: dict[str, Value]
    ts: Milliseconds | None = None
    quality: dict[str, Quality] | None = None


class ColumnsBody(_Numbered, kw_only=True, frozen=True, omit_defaults=True):
    """Readings side by side: columns of one length; ``ts`` and ``q`` may be one for all."""

    tags: list[str]
    v: list[Value]
    ts: Milliseconds | list[Milliseconds] | None = None
    q: Quality | list[Quality] | None = None


class TagBody(_Numbered, kw_only=True, frozen=True, omit_defaults=True):
    """One reading of the tag that the topic names; a bare number stands for one that is good."""

    v: Value
    ts: Milliseconds | None = None
    q: Quality | None = None


class GatewayStatus(Struct, kw_only=True, frozen=True, omit_defaults=True):
    """What a gateway says of itself, retained, and by its will; a source that is not up is down."""

    online: bool
    ts: Milliseconds | None = None
    sources: dict[str, SourceState] | None = None
    simulation: bool = False


class Acknowledgement(Struct, kw_only=True, frozen=True):
    """From the platform, retained: every frame of this ``boot`` up to ``seq`` is durable."""

    boot: str
    seq: int


DATA_BODIES: Final = (ValuesBody, ColumnsBody)
"""On ``…/data`` and ``…/backfill``."""
