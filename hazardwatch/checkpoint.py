"""Checkpoints: the cores' arrays with the place in the spool and the journal at which they stood.

A restart loads one and judges the spool again from there, so a checkpoint only saves time: losing
it loses nothing. One file, replaced atomically.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile
from zlib import error as ZlibError  # noqa: N812 - the module gives it no name of its own

import numpy as np
from numpy.typing import NDArray

from historian.checksum import checksum
from historian.port import SpoolPosition

Arrays = Mapping[str, NDArray[Any]]

UNREADABLE: Final = (OSError, ValueError, KeyError, EOFError, RuntimeError, BadZipFile, ZlibError)
"""What reading an archive with flipped bits ends in; they may ask for a password, too."""

_PLACE: Final = "place"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The arrays of bank and admission after the spool record before ``position``.

    ``journal_seq`` is the newest journal row of that moment: rows after it may be met again when
    the spool is judged anew.
    """

    position: SpoolPosition
    journal_seq: int
    bank: Arrays
    admission: Arrays


def write_checkpoint(file: Path, checkpoint: Checkpoint) -> None:
    """Put a checkpoint in the place of the last one, whole or not at all."""
    state = {
        **{f"bank/{name}": array for name, array in checkpoint.bank.items()},
        **{f"admission/{name}": array for name, array in checkpoint.admission.items()},
    }
    place = (*checkpoint.position, checkpoint.journal_seq)
    arrays = state | {_PLACE: np.array([*place, _sum_up(place, state)], dtype=np.int64)}
    fresh = file.with_suffix(".new")
    with fresh.open("wb") as out:
        np.savez(out, allow_pickle=False, **arrays)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)


def read_checkpoint(file: Path) -> Checkpoint | None:
    """The last checkpoint; None if there is none or it can't be read (then the spool says all)."""
    try:
        with file.open("rb") as source, np.load(source, allow_pickle=False) as arrays:
            segment, offset, seq, crc = (int(number) for number in arrays[_PLACE])
            state = {name: arrays[name] for name in arrays if name != _PLACE}
            if _sum_up((segment, offset, seq), state) != crc:
                return None
            return Checkpoint(
                SpoolPosition(segment, offset),
                seq,
                _pick(state, "bank/"),
                _pick(state, "admission/"),
            )
    except UNREADABLE:
        return None


def _pick(arrays: Mapping[str, NDArray[Any]], prefix: str) -> Arrays:
    return {name.removeprefix(prefix): arrays[name] for name in arrays if name.startswith(prefix)}


def _sum_up(place: tuple[int, int, int], state: Arrays) -> int:
    """CRC-32 over everything: the archive itself would not notice that a member is gone."""
    fields = (each for name in sorted(state) for each in (name, state[name].tobytes()))
    return checksum(*place, *fields)
