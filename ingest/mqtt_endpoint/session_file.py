"""The file in which clients' sessions outlive the platform, and what a restart makes of them.

A client that was connected when it was written is not lost because we were away: it has as long
to come back as its silence would have been borne, and is lost only then, with its will.
"""

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import msgspec

from ingest.mqtt_endpoint.bounds import SHORTEST_SILENCE_MS
from ingest.mqtt_endpoint.client_sessions import ClientSession, Key
from ingest.mqtt_endpoint.packets import Will
from plant.reading import Instant


class _Kept(msgspec.Struct):
    """A session as it is written; ``ends_at`` None: it was connected."""

    gateway: str
    client_id: str
    expiry_s: int
    silence_ms: int
    filters: dict[str, int]
    ends_at: Instant | None
    will: Will | None
    will_at: Instant | None


def encode_sessions(sessions: Iterable[ClientSession]) -> bytes:
    """Sessions as bytes."""
    return msgspec.json.encode(
        [
            _Kept(
                one.key.gateway,
                one.key.client_id,
                one.expiry_s,
                one.silence_ms,
                one.filters,
                one.ends_at,
                one.will,
                one.will_at,
            )
            for one in sessions
        ]
    )


def decode_sessions(data: bytes, now: Instant) -> list[ClientSession]:
    """Sessions as they stand after a restart.

    :raises ValueError: the bytes are none of ours.
    """
    return [_restore(one, now) for one in msgspec.json.decode(data, type=list[_Kept])]


def read_sessions(file: Path, now: Instant) -> list[ClientSession]:
    """Those of a file; none where there is none.

    :raises OSError, ValueError: it can't be read.
    """
    try:
        return decode_sessions(file.read_bytes(), now)
    except FileNotFoundError:
        return []


def write_sessions(file: Path, data: bytes) -> None:
    """Put a file in the place of the last one, whole or not at all.

    :raises OSError: it can't be written; the last one stays.
    """
    fresh = file.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)


def _restore(kept: _Kept, now: Instant) -> ClientSession:
    session = ClientSession(
        Key(kept.gateway, kept.client_id),
        kept.expiry_s,
        kept.silence_ms,
        kept.filters,
        ends_at=kept.ends_at,
        will=kept.will,
        will_at=kept.will_at,
    )
    if kept.ends_at is not None:
        return session
    back_by = now + max(kept.silence_ms, SHORTEST_SILENCE_MS)
    ends_at = max(back_by, now + kept.expiry_s * 1000)
    return replace(session, orphaned=True, ends_at=ends_at, will_at=back_by if kept.will else None)
