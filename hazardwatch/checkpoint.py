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

import numpy as np
from numpy.typing import NDArray

from historian.port import SpoolPosition

Arrays = Mapping[str, NDArray[Any]]

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
    place = np.array([*checkpoint.position, checkpoint.journal_seq], dtype=np.int64)
    arrays = {
        _PLACE: place,
        **{f"bank/{name}": array for name, array in checkpoint.bank.items()},
        **{f"admission/{name}": array for name, array in checkpoint.admission.items()},
    }
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
            segment, offset, seq = (int(number) for number in arrays[_PLACE])
            return Checkpoint(
                SpoolPosition(segment, offset),
                seq,
                _pick(arrays, "bank/"),
                _pick(arrays, "admission/"),
            )
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None


def _pick(arrays: Mapping[str, NDArray[Any]], prefix: str) -> Arrays:
    return {name.removeprefix(prefix): arrays[name] for name in arrays if name.startswith(prefix)}
