"""The slow obvious twin of :mod:`historian.line_protocol`: one formatted string a reading."""

import math
from collections.abc import Sequence

from historian.line_protocol import MEASUREMENT, NO_NUMBER
from plant.reading import ReadingBatch


def encode_naively(tags: Sequence[str], batch: ReadingBatch) -> bytes:
    """What :meth:`historian.line_protocol.LineEncoder.encode` must give, byte for byte."""
    keys = [name_key(tag) for tag in tags]
    columns = (batch.row, batch.value, batch.status, batch.marks, batch.source, batch.time)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return "\n".join(_line(keys[row], *rest) for row, *rest in rows).encode()


def encode_plainly(keys: Sequence[str], batch: ReadingBatch) -> bytes:
    """The least that a loop can do: for readings with a number, no marks and one time."""
    columns = (batch.row, batch.value, batch.status, batch.time)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    lines = [f"{keys[row]}value={value!r},quality={code}i {at}" for row, value, code, at in rows]
    return "\n".join(lines).encode()


def name_key(tag: str) -> str:
    """What stands before the fields of a tag's lines."""
    escaped = tag.replace(",", r"\,").replace(" ", r"\ ").replace("=", r"\=")
    return f"{MEASUREMENT},point={escaped} "


def _line(key: str, value: float, status: int, marks: int, source: int, at: int) -> str:
    number = math.isfinite(value)
    fields = [f"value={value!r}"] if number else []
    fields.append(f"quality={status + (0 if number else NO_NUMBER)}i")
    if marks:
        fields.append(f"marks={marks}i")
    if source != at:
        fields.append(f"source={source}i")
    return f"{key}{','.join(fields)} {at}"
