"""What decoding costs a frame of each format, beside ``json.loads`` of the same bytes.

Distinct frames, as a gateway sends them: the same sensors, other values, a second later. The
yardstick makes Python objects of the document and nothing of their meaning; a ratio of 1 is
decoding at its price. CPU time of this thread, the best of several passes.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from ingest.codec import encode_columns, encode_values
from ingest.formats.dialect import Dialect
from ingest.formats.dispatch import FORMATS
from ingest.frame import Decoded
from tests.bench.figures import Line, tell_ratio

_T0: Final = 1_714_521_600_000
_DIALECT: Final = Dialect(ZoneInfo("Asia/Shanghai"))
_SIZES: Final = (1, 100)
_FRAMES: Final = 200


@dataclass(frozen=True, slots=True)
class Decoding:
    """Microseconds a frame."""

    form: str
    readings: int
    decode_us: float
    loads_us: float

    def lines(self) -> Iterator[Line]:
        """The table's line."""
        what = f"{self.form} × {self.readings}, decoded"
        rate = f"{self.readings / self.decode_us:,.1f} M readings/s"
        figures = f"{self.decode_us:.1f}", f"{self.loads_us:.1f}"
        yield Line(what, "µs/frame", *figures, tell_ratio(self.decode_us, self.loads_us), rate)


def measure_formats(passes: int) -> Iterator[Decoding]:
    """Every format that has frames of each size."""
    for form, (decoder, write) in _WRITERS.items():
        for size in _SIZES if decoder != "bare" else (1,):
            frames = [write(size, _T0 + second * 1000) for second in range(_FRAMES)]
            read = FORMATS[decoder](_DIALECT)
            decoded = [read("LT-0", frame, _T0) for frame in frames]
            if not all(isinstance(one, Decoded) and len(one.tags) == size for one in decoded):
                raise RuntimeError(f"{form} is not decoded")
            decode_us = _clock(lambda frame, read=read: read("LT-0", frame, _T0), frames, passes)
            yield Decoding(form, size, decode_us, _clock(json.loads, frames, passes))


def _clock(run: Callable[[bytes], object], frames: Sequence[bytes], passes: int) -> float:
    """CPU microseconds a frame, the best of several passes."""
    best = float("inf")
    for _ in range(passes):
        began = time.thread_time_ns()
        for frame in frames:
            run(frame)
        best = min(best, time.thread_time_ns() - began)
    return best / len(frames) / 1000


def _value(tag: int, at: int) -> float:
    return 50 + (tag * 7 + at // 1000) % 100 / 8


def _write_values(size: int, at: int) -> bytes:
    return encode_values(at, {f"LT-{tag}": _value(tag, at) for tag in range(size)})


def _write_columns(size: int, at: int) -> bytes:
    return encode_columns(
        [f"LT-{tag}" for tag in range(size)], at, [_value(tag, at) for tag in range(size)]
    )


def _write_pinyin(size: int, at: int) -> bytes:
    stamp = datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
    items = [
        {"CGQBH": f"3205000120240{tag:04d}", "CJSJ": stamp, "VALUE": f"{_value(tag, at):.3f}"}
        for tag in range(size)
    ]
    return json.dumps({"data": items}).encode()


def _write_neuron_values(size: int, at: int) -> bytes:
    values = {f"LT-{tag}": _value(tag, at) for tag in range(size)}
    return _write_neuron(at, {"values": values, "errors": {}, "metas": {}})


def _write_neuron_tags(size: int, at: int) -> bytes:
    tags = [{"name": f"LT-{tag}", "value": _value(tag, at)} for tag in range(size)]
    return _write_neuron(at, {"tags": tags})


def _write_neuron(at: int, parts: dict[str, object]) -> bytes:
    return json.dumps({"timestamp": at, "node": "modbus", "group": "tanks", **parts}).encode()


def _write_bare(size: int, at: int) -> bytes:
    return str(_value(size, at)).encode()


_WRITERS: Final[dict[str, tuple[str, Callable[[int, int], bytes]]]] = {
    "hazardwatch values": ("hazardwatch", _write_values),
    "hazardwatch columns": ("hazardwatch", _write_columns),
    "pinyin": ("pinyin", _write_pinyin),
    "neuron values-format": ("neuron", _write_neuron_values),
    "neuron tags-format": ("neuron", _write_neuron_tags),
    "bare": ("bare", _write_bare),
}
"""What is measured → its format, and what writes a frame of so many readings at an instant."""
