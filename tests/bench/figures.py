"""What every measurement ends in: quantiles of its samples and lines of the table."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Nearest-rank quantiles, which are samples that occurred; with how many there were.

    The p99 of 300 samples is the third worst of them: read it beside ``samples``.
    """

    samples: int
    p50: float
    p99: float
    worst: float

    @classmethod
    def of(cls, samples: Sequence[float]) -> "Quantiles":
        """The quantiles in the samples' own unit; NaN where there are no samples."""
        ordered = sorted(samples) or [math.nan]
        ranks = (math.ceil(len(ordered) * share) - 1 for share in (0.5, 0.99, 1.0))
        return cls(len(samples), *(ordered[rank] for rank in ranks))

    def __str__(self) -> str:
        return f"{self.p50:.3g} / {self.p99:.3g}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: a figure of ours beside the yardstick's of the same run."""

    what: str
    unit: str
    ours: str
    yardstick: str = ""
    ratio: str = ""
    note: str = ""

    @classmethod
    def beside(cls, what: str, ours: "Quantiles", raw: "Quantiles", note: str) -> "Line":
        """Our latencies beside the raw ones of the same changes, ms."""
        p50, p99 = tell_ratio(ours.p50, raw.p50), tell_ratio(ours.p99, raw.p99)
        return cls(what, "ms p50 / p99", str(ours), str(raw), f"{p50} / {p99}", note)


def tell_runs(rates: Sequence[float]) -> str:
    """The median of repeated runs in thousands, and how far they lie apart."""
    thousands = (rate / 1000 for rate in (median(rates), min(rates), max(rates)))
    middle, low, high = (f"{each:,.0f}" if each >= 100 else f"{each:.1f}" for each in thousands)
    return f"{middle} ({low}-{high})" if len(rates) > 1 else middle


def tell_ratio(ours: float, yardstick: float) -> str:
    """Ours over the yardstick's."""
    return f"{ours / yardstick:.2f}" if yardstick else ""


@dataclass(frozen=True, slots=True)
class MessageCost:
    """Microseconds a message, of ours and of a reader that only counts."""

    what: str
    ours_us: float
    raw_us: float
    note: str

    def lines(self) -> Iterator[Line]:
        """The table's line."""
        figures = f"{self.ours_us:.2f}", f"{self.raw_us:.2f}"
        ratio = tell_ratio(self.ours_us, self.raw_us)
        yield Line(self.what, "µs/message", *figures, ratio, self.note)
